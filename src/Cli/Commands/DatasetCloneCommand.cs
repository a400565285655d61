using System.CommandLine;
using AwacAkka.Actors.Replay;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset clone</c>.</summary>
internal static class DatasetCloneCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset clone --demonstrations pen_human.npz --rewards rewards_binary --environment pen-binary-v0 --out data/pen.npz",
        "awac dataset clone --demonstrations door.npz --environment door-binary-v0 --trajectories 100 --updates 50000 --out data/door.npz",
    ];

    private const string PolicyOut = "--policy-out";
    private const int DefaultTrajectories = 500;
    private const int DefaultUpdates = 20_000;

    public static Command Create(CliConsole console)
    {
        var demonstrations = new Option<string>("--demonstrations") { Description = DatasetOptions.Source, HelpName = "DATA", Required = true }.Checked();
        var log = new LogArguments("What to act in.", required: true);
        var trajectories = NumberOption.Positive("--trajectories", $"Episodes of the clone to roll out; {DefaultTrajectories} where not given.");
        var updates = NumberOption.Positive("--updates", $"Updates of the clone; {DefaultUpdates} where not given.");
        var seed = NumberOption.Seed("Seed of the clone's weights and batches, of starts and actions.");
        var file = DatasetOptions.Out("The .npz file to make: the demonstrations, then the clone's episodes.");
        var policy = new Option<string?>(PolicyOut) { Description = "Also keep the clone, as a .safetensors file.", HelpName = "FILE" }.Checked();
        var deterministic = new Option<bool>("--deterministic") { Description = "Take the clone's mean action instead of a sample." };
        var command = new Command("clone", "Clone demonstrations, roll the clone out, and join both: AWAC's protocol for the hand tasks.")
        {
            demonstrations, trajectories, updates, seed, file, policy, deterministic,
        };
        log.AddTo(command);
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => Clone(
                console,
                new Order(
                    parsed.GetRequiredValue(demonstrations), log.Read(parsed),
                    parsed.GetValue(trajectories) ?? DefaultTrajectories, parsed.GetValue(updates) ?? DefaultUpdates, parsed.GetValue(seed),
                    parsed.GetValue(deterministic), parsed.GetRequiredValue(file), parsed.GetValue(policy)),
                stop),
            cancellation));
        return command;
    }

    private static int Clone(CliConsole console, Order order, CancellationToken cancellation)
    {
        var (demonstrations, findings) = Check(order, cancellation);
        using var file = DatasetTarget.Claim(order.File);
        using var policyFile = order.PolicyFile is { } wanted ? DatasetTarget.Claim(wanted, PolicyOut) : null;
        console.Out.WriteLine($"units        actions {findings.Actions}");
        DatasetWarnings.Write(console.Out, findings, order.Environment);
        Prerequisites.LoadMatrixEngine(console);
        var seed = ClonedTrajectories.SeedOf(order.Seed);
        var clone = StoppableWork.Abandonable(
            () => DemonstrationClone.Make(
                console.Out, order.Environment, demonstrations, order.Updates, order.Trajectories, seed, order.Deterministic, cancellation),
            cancellation);
        var cloned = OfflineDataset.Of(clone.Episodes);
        var joined = OfflineDataset.Join([demonstrations, cloned]);
        policyFile?.WriteFile(stream => stream.Write(clone.Policy.ToSafetensors()));
        try
        {
            DatasetFile.Save(file, joined);
        }
        catch when (order.PolicyFile is not null)
        {
            File.Delete(order.PolicyFile); // of both or none, so that the same command can be given again
            throw;
        }

        if (order.PolicyFile is not null)
        {
            console.Out.WriteLine($"wrote        {order.PolicyFile}");
        }

        console.Out.WriteLine($"wrote        {order.File}");
        Compare(console, "demonstrated", demonstrations.Returns);
        Compare(console, "cloned", cloned.Returns);
        DatasetInspection.Show(console, order.File, EnvironmentLogs.Options(order.Environment), cancellation);
        return ExitCode.Success;
    }

    /// <summary>Finds out what is wrong with an order before minutes of work.</summary>
    private static LoadedDataset Check(Order order, CancellationToken cancellation)
    {
        var spec = EnvironmentRegistry.Spec(order.Environment);
        if (spec.TimeLimit is not { } limit)
        {
            throw new DatasetException($"{spec.Id} has no time limit, so that an episode of a clone may never end; register it with one");
        }

        using var environment = spec.MakeBare();
        if (environment.ActionSpace is not Box)
        {
            throw new DatasetException($"the actions of {spec.Id} are not continuous, which cloning needs: train algorithm.name = bc on them instead");
        }

        var most = Array.MaxLength / Math.Max(environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension);
        if ((long)order.Trajectories * limit > most)
        {
            throw new DatasetException(
                $"--trajectories is {order.Trajectories}, each of up to {limit} steps, but a dataset of {spec.Id} can hold {most} transitions at most");
        }

        DatasetTarget.Check(order.File);
        if (order.PolicyFile is { } policy)
        {
            DatasetTarget.Check(policy, PolicyOut);
            if (Path.GetFullPath(policy) == Path.GetFullPath(order.File))
            {
                throw new DatasetException($"--out and --policy-out both name '{policy}'; name two files");
            }
        }

        return DatasetFile.Read(order.Demonstrations, order.Reading, LoggedRewards.Of(environment), cancellation);
    }

    private static void Compare(CliConsole console, string who, ReturnStatistics returns) => console.Out.WriteLine(
        $"{who,-12} {Numbers.Count(returns.Episodes)} episodes, return {Numbers.Return(returns.Mean)} +- "
        + $"{Numbers.Return(returns.StandardDeviation)}");

    private sealed record Order(
        string Demonstrations, LogOptions Reading, int Trajectories, int Updates, ulong Seed, bool Deterministic,
        string File, string? PolicyFile)
    {
        public string Environment => Reading.Task!.Id;
    }
}
