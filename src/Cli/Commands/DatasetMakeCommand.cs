using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset make</c>.</summary>
internal static class DatasetMakeCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset make --environment HalfCheetah-v4 --policy random --steps 100000 --out data/halfcheetah-random.npz",
        "awac dataset make --environment HalfCheetah-v4 --policy policies/halfcheetah-medium.safetensors --steps 100000 --out data/medium.npz",
        "awac dataset make --environment PointMaze_UMaze-v3 --policy waypoint --steps 100000 --out data/pointmaze-umaze.npz",
        "awac dataset make --from-run runs/locomotion-sac-seed1 --out data/medium-replay.npz",
    ];

    private const string Random = "random";
    private const string Waypoint = "waypoint";

    public static Command Create(CliConsole console)
    {
        var environment = new Option<string>("--environment") { Description = "What to act in.", HelpName = "ID" };
        var policy = new Option<string>("--policy")
        {
            Description = $"Who acts: a policy's .safetensors file, {Random} for uniformly random actions, or in PointMaze {Waypoint} for a controller that knows the way.",
            HelpName = $"FILE|{Random}|{Waypoint}",
        }.Checked(Random);
        var steps = NumberOption.Positive("--steps", "Transitions to collect; with --from-run how many of its first, in whole rounds, or all where not given.");
        var seed = NumberOption.Seed("Seed of starts and actions.");
        var file = DatasetOptions.Out("The .npz file to make.");
        var deterministic = new Option<bool>("--deterministic") { Description = "Take the policy's mean action instead of a sample: the controller's without its noise." };
        var run = new Option<string?>("--from-run")
        {
            Description = "Instead of rolling a policy out, take what this run collected itself: a medium-replay set.",
            HelpName = "RUN",
        }.Checked();
        var command = new Command("make", "Make a dataset by rolling a policy out, or from what a run collected.")
        {
            environment, policy, steps, seed, file, deterministic, run,
        };

        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => parsed.GetValue(run) is { } source
                ? TakeAsync(console, source, parsed.GetRequiredValue(file), parsed.GetValue(steps), [environment, policy, seed, deterministic], parsed, stop)
                : Task.FromResult(Roll(
                    console,
                    new Order(
                        Given(parsed, environment), Given(parsed, policy), Given(parsed, steps)!.Value, parsed.GetValue(seed),
                        parsed.GetRequiredValue(file), parsed.GetValue(deterministic)),
                    stop)),
            cancellation));
        return command;
    }

    private static T Given<T>(ParseResult parsed, Option<T> option) => parsed.GetResult(option) is null
        ? throw new DatasetException(
            $"{option.Name} is missing: a dataset is made with --environment, --policy and --steps, or with --from-run")
        : parsed.GetValue(option)!;

    private static async Task<int> TakeAsync(
        CliConsole console, string source, string file, int? steps, Option[] excluded, ParseResult parsed, CancellationToken cancellation)
    {
        if (excluded.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } foreign)
        {
            throw new DatasetException($"{foreign.Name} does not go with --from-run, which takes a run's transitions as they are");
        }

        using var target = DatasetTarget.Claim(file);
        var run = await RecordedRun.ReadAsync(RunFolder.Open(source), cancellation);
        var reading = EnvironmentLogs.Options(run.Config.Environment.Id);
        var (transitions, pruned) = await ReplayHistory.ReadAsync(run.Folder, new RunPlan(run.Config, run.Origin?.Lineage), steps);
        if (pruned > 0)
        {
            console.Error.WriteLine(
                $"note: {Numbers.Count(transitions.Count)} of the {Numbers.Count(pruned + transitions.Count)} transitions that the run collected are still in "
                + "its journal, the last ones; a run with replay.keep-history = true keeps all");
        }

        cancellation.ThrowIfCancellationRequested();
        DatasetFile.Save(target, OfflineDataset.Of(transitions, reading.Task!.Choices));
        console.Out.WriteLine($"wrote        {file}");
        DatasetInspection.Show(console, file, reading, cancellation);
        return ExitCode.Success;
    }

    private static int Roll(CliConsole console, Order order, CancellationToken cancellation)
    {
        _ = EnvironmentRegistry.Spec(order.Environment);
        if (order.Policy == Random && order.Deterministic)
        {
            throw new DatasetException($"--deterministic does not go with --policy {Random}, whose actions have no mean; leave it out");
        }

        IPolicy? policy = order.Policy switch
        {
            Random => null,
            Waypoint => WaypointPolicy.Of(order.Environment),
            var file => new PolicyNetwork(PolicyFile.Read(file)),
        };
        using var target = DatasetTarget.Claim(order.File);
        var progress = new DatasetProgress(console.Out, "steps");
        var dataset = StoppableWork.Abandonable(
            () => DatasetRollout.Collect(
                order.Environment, policy, order.Deterministic, order.Steps, order.Seed, done => progress.Report(done, order.Steps), cancellation),
            cancellation);
        DatasetFile.Save(target, dataset);
        console.Out.WriteLine($"wrote        {order.File}");
        DatasetInspection.Show(console, order.File, EnvironmentLogs.Options(order.Environment), cancellation);
        return ExitCode.Success;
    }

    private sealed record Order(string Environment, string Policy, int Steps, ulong Seed, string File, bool Deterministic);
}
