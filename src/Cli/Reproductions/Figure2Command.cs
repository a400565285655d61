using System.CommandLine;
using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Reproductions;

/// <summary>
/// <c>awac reproduce figure2</c>: Figure 2 of the AWAC paper (arXiv 2006.09359), made again. It is a comparison whose data are made first and whose runs are
/// diagnosed afterwards; what is done is kept, so that it goes on where it was stopped.
/// </summary>
internal static class Figure2Command
{
    public static readonly string[] Examples = ["awac reproduce figure2 --quick", "awac reproduce figure2 --out runs/figure2"];

    private const string Folder = "reproduce", Full = "figure2.conf", Quick = "figure2-quick.conf", Expert = "halfcheetah-expert.safetensors";

    public static Command Create(CliConsole console, WorkerLaunch program, Option<string[]> assemblies)
    {
        var quick = new Option<bool>("--quick") { Description = "A small size, of some minutes, that shows how it works." };
        var config = new Option<string?>("--config") { Description = "Another size: a comparison's file with the figure's entries.", HelpName = "FILE" }.Checked();
        var expert = new Option<string?>("--expert") { Description = "The demonstrator, a policy's .safetensors file; one of HalfCheetah where not given.", HelpName = "FILE" }.Checked();
        var clone = NumberOption.Positive("--clone-updates", $"Updates of the demonstrator's clone; {Figure2Data.DefaultCloneUpdates} where not given. More make a better clone.");
        var output = new Option<string?>("--out") { Description = "Folder for data, runs and the figure; runs/NAME where not given.", HelpName = "DIR" }.Checked();
        var command = new Command("figure2", "The AWAC paper's Figure 2: data efficiency, bootstrapping error, conservatism, behaviour model; goes on where it was stopped.")
        {
            quick, config, expert, clone, output,
        };
        command.SetAction((parsed, cancellation) => ReproduceAsync(
            console, program,
            new Order(
                parsed.GetValue(quick), parsed.GetValue(config), parsed.GetValue(expert) ?? Beside(Expert), parsed.GetValue(clone) ?? Figure2Data.DefaultCloneUpdates,
                parsed.GetValue(output), parsed.GetValue(assemblies)!),
            cancellation));
        return new Command("reproduce", "Make a figure of a paper again.") { command };
    }

    private static async Task<int> ReproduceAsync(CliConsole console, WorkerLaunch program, Order order, CancellationToken cancellation)
    {
        if (order is { IsQuick: true, Config: not null })
        {
            throw new RunConfigException("--quick and --config both name a size: give one of them");
        }

        var file = order.Config ?? Beside(order.IsQuick ? Quick : Full);
        var config = ComparisonConfigLoader.Load(file);
        Figure2Panels.Check(config, file);
        var folder = new ComparisonFolder(order.Output ?? Path.Combine("runs", config.Name));
        folder.CheckUsable(config.Name);
        var data = new Figure2Data(Path.Combine(folder.FullPath, "data"), PolicyFile.Read(order.Expert), order.CloneUpdates);
        data.CheckExpert();
        var plan = ComparisonPlan.Of(data.GiveTo(config), order.Assemblies, console);
        folder.CheckBegun(plan);
        var environment = plan.Members[0].Config.Environment.Id;
        data.CheckEnvironment(environment);

        // From here on the input is good and things are written, by the one process that has the folder.
        using var signals = new StopSignals(cancellation);
        using var hold = folder.Take(config.Name, config.Text);
        try
        {
            await Task.Run(() => data.Make(console, environment, signals.Token), signals.Token); // apart, so that Ctrl-C is heard
            using var told = new StringWriter();
            plan = plan.WithData(folder.IsBegun, told, cancellation);
            folder.CheckBegun(plan); // once more, with what is known of the data
            console.Out.Write(told);
            var job = new ComparisonJob(plan, folder, program, console);
            if (await job.RunAsync(signals.Token, cancellation) is { } finished)
            {
                var measured = await Task.Run(() => Figure2Measurements.OfAsync(console, folder, finished, signals.Token), signals.Token);
                Figure2Files.Write(console, folder, finished.Plan.Config, measured);
                finished.ThrowIfFailed();
                return ExitCode.Success;
            }
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            // It goes on another time.
        }

        console.Out.WriteLine($"stopped; go on with: scripts/awac reproduce figure2{order.Repeated}");
        return ExitCode.Success;
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, Folder, name);

    private sealed record Order(bool IsQuick, string? Config, string Expert, int CloneUpdates, string? Output, string[] Assemblies)
    {
        /// <summary>The options that the same order has, without the defaults.</summary>
        public string Repeated =>
            (IsQuick ? " --quick" : string.Empty) + Given("--config", Config) + Given("--expert", Expert == Beside(Figure2Command.Expert) ? null : Expert)
            + Given("--clone-updates", CloneUpdates == Figure2Data.DefaultCloneUpdates ? null : CloneUpdates.ToString(CultureInfo.InvariantCulture))
            + Given("--out", Output);

        private static string Given(string option, string? value) => value is null ? string.Empty : $" {option} {ShellWord.Of(value)}";
    }
}
