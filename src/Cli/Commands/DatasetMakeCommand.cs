using System.CommandLine;
using AwacAkka.Actors.Reporting;
using AwacAkka.Cli.Datasets;
using AwacAkka.Environments;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset make</c>.</summary>
internal static class DatasetMakeCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset make --environment HalfCheetah-v4 --policy random --steps 100000 --out data/halfcheetah-random.npz",
        "awac dataset make --environment HalfCheetah-v4 --policy runs/sac/policy.safetensors --steps 100000 --seed 2 --out data/sac.npz",
    ];

    private const string Random = "random";
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    public static Command Create(CliConsole console)
    {
        var environment = new Option<string>("--environment") { Description = "What to act in.", HelpName = "ID", Required = true };
        var policy = new Option<string>("--policy")
        {
            Description = $"Who acts: a policy's .safetensors file, or {Random} for uniformly random actions.",
            HelpName = $"FILE|{Random}",
            Required = true,
        };
        var steps = NumberOption.Positive("--steps", "Transitions to collect.", required: true);
        var seed = NumberOption.Seed("Seed of starts and actions.");
        var file = new Option<string>("--out") { Description = "The .npz file to make.", HelpName = "FILE", Required = true };
        var deterministic = new Option<bool>("--deterministic") { Description = "Take the policy's mean action instead of a sample." };
        var command = new Command("make", "Make a dataset by rolling a policy out.")
        {
            environment, policy, steps, seed, file, deterministic,
        };

        // On another thread, so that the one that waits for Ctrl-C stays free.
        command.SetAction((parsed, cancellation) =>
        {
            var order = new Order(
                parsed.GetRequiredValue(environment), parsed.GetRequiredValue(policy), parsed.GetRequiredValue(steps)!.Value,
                parsed.GetValue(seed), parsed.GetRequiredValue(file), parsed.GetValue(deterministic));
            return Task.Run(() => Make(console, order, cancellation), cancellation);
        });
        return command;
    }

    private static int Make(CliConsole console, Order order, CancellationToken cancellation)
    {
        var spec = EnvironmentRegistry.Spec(order.Environment);
        CheckTarget(order.File);
        var policy = order.Policy == Random ? null : PolicyFile.Read(order.Policy);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        var dataset = DatasetRollout.Collect(
            order.Environment, policy, order.Deterministic, order.Steps, order.Seed, Report, cancellation);
        DatasetFile.Save(order.File, dataset);
        console.Out.WriteLine($"wrote        {order.File}");
        DatasetReport.Write(console.Out, dataset, spec.Reference);
        return ExitCode.Success;

        void Report(int done)
        {
            if (clock.Elapsed - reported > ReportInterval)
            {
                reported = clock.Elapsed;
                var speed = (long)(done / clock.Elapsed.TotalSeconds);
                console.Out.WriteLine($"{Numbers.Count(done)} of {Numbers.Count(order.Steps)} steps, {Numbers.Count(speed)} steps/s");
            }
        }
    }

    /// <summary>Before minutes of rolling out: a file that cannot be written, or that would be overwritten.</summary>
    private static void CheckTarget(string file)
    {
        if (Path.Exists(file))
        {
            throw new DatasetException($"'{file}' exists already; remove it or name another with --out");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"there is no folder '{folder}' to write '{Path.GetFileName(file)}' to");
        }
    }

    private sealed record Order(string Environment, string Policy, int Steps, ulong Seed, string File, bool Deterministic);
}
