using System.CommandLine;
using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac fork</c>.</summary>
internal static class ForkCommand
{
    public static readonly string[] Examples =
    [
        "awac fork runs/medium-1 --round 50 --set algorithm.lambda=0.3 --run runs/medium-1-sharp",
        "awac fork runs/medium-1 --round 0 --seed 2 --run runs/medium-1-other-seed",
        "awac fork runs/medium-1 --round 200 --set online.steps=300000 --set replay.capacity=2000000 --run runs/medium-1-longer",
    ];

    public static Command Create(CliConsole console, LauncherFactory launchers)
    {
        var run = RunOptions.Run("The folder of the run to start from; it is only read, and not needed afterwards.");
        var round = NumberOption.NotNegative("--round", "Start after this online round, as numbered in metrics.csv; 0 is after the offline phase.");
        var set = RunOptions.Set("Change one key from there on; may be repeated.");
        var seed = NumberOption.OptionalSeed("Seed of every random draw from there on; that of the run where not given.");
        var target = new Option<string>("--run") { Description = "Folder for the new run's records, new or empty.", HelpName = "DIR", Required = true }.Checked();
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("fork", "Start a new run from the state after a round of another, with other values.") { run, round, set, seed, target, accept };
        command.SetAction((parsed, cancellation) =>
        {
            var order = new Order(
                parsed.GetRequiredValue(run), parsed.GetRequiredValue(round), parsed.GetRequiredValue(set),
                parsed.GetValue(seed),
                parsed.GetRequiredValue(target), parsed.GetValue(accept));
            return ForkAsync(console, launchers, order, cancellation);
        });
        return command;
    }

    private static async Task<int> ForkAsync(CliConsole console, LauncherFactory launchers, Order order, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(order.Source);
        var source = await RecordedRun.ReadAsync(folder, cancellation);
        var fork = RunFork.Plan(source, order.Round, order.Overrides, order.Seed);
        RunFolder.CheckNew(order.Target);
        Prerequisites.CheckBegun(folder, fork.Config, console);
        using var signals = new StopSignals(cancellation);
        using var claim = await fork.CreateAsync(
            order.Target, order.AcceptOtherCpu,
            round => console.Out.WriteLine($"trained again: {round.Phase.ToString().ToLowerInvariant()} round {round.Round + 1}  {round.Digest}"),
            signals.Token);
        return await RunExecution.RunAsync(console, launchers, claim.Folder, stop => RequestAsync(console, claim.Folder, stop), signals);
    }

    private static async Task<RunRequest?> RequestAsync(CliConsole console, RunFolder folder, CancellationToken stop)
    {
        var recorded = await RecordedRun.ReadAsync(folder, stop);
        console.Out.WriteLine(Lineage(recorded.History.Forked!));
        return recorded.ToRequest(acceptOtherCpu: false);
    }

    /// <summary>Where a fork comes from, as a line.</summary>
    public static string Lineage(RunForked forked) =>
        $"forked from '{forked.Source}' (configuration {forked.SourceConfiguration[..12]}, seed {forked.SourceSeed}) after online round {forked.Round}, digest "
        + $"{forked.Digest}{string.Concat(forked.Changes.Select(change => $"; {change}"))}";

    private sealed record Order(string Source, int Round, string[] Overrides, ulong? Seed, string Target, bool AcceptOtherCpu);
}
