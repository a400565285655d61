using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Reproductions;

/// <summary>
/// The prior data of the paper's locomotion tasks: 15 episodes of an expert, and 100 of a clone of them. Policies sample their actions, which are kept as
/// the environment takes them, clipped to [-1, 1], since half of the methods have policies that know no others.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="expert">The expert.</param>
/// <param name="cloneUpdates">Updates of the clone.</param>
internal sealed class Figure2Data(string folder, PolicySnapshot expert, int cloneUpdates)
{
    /// <summary>Updates of the clone where the user says nothing.</summary>
    public const int DefaultCloneUpdates = 20_000;

    private const int Demonstrations = 15, Clones = 100;
    private const ulong Seed = 1;

    /// <summary>Data of another clone are another file, so that none is taken for the other.</summary>
    private string Data => Path.Combine(folder, cloneUpdates == DefaultCloneUpdates ? "prior.npz" : $"prior-{cloneUpdates}.npz");

    private string Expert => Path.Combine(folder, "expert.safetensors");

    /// <summary>The comparison with these data for all its entries.</summary>
    public ComparisonConfig GiveTo(ComparisonConfig config) => config with
    {
        Entries = [.. config.Entries.Select(entry => entry with { Overrides = [.. entry.Overrides, $"dataset.path={Data}"] })],
    };

    /// <summary>Refuses an expert that the data which are there already are not of.</summary>
    /// <exception cref="RunConfigException">It is another.</exception>
    public void CheckExpert()
    {
        if (File.Exists(Expert) && !File.ReadAllBytes(Expert).AsSpan().SequenceEqual(expert.ToSafetensors()))
        {
            throw new RunConfigException($"the data in '{folder}' are of another expert: name that one with --expert, or another folder with --out");
        }
    }

    /// <summary>Refuses an environment in which the expert cannot act in whole episodes.</summary>
    /// <exception cref="DatasetException">It cannot.</exception>
    public void CheckEnvironment(string id)
    {
        var spec = EnvironmentRegistry.Spec(id);
        using var environment = spec.MakeBare();
        if (spec.TimeLimit is null || environment.ActionSpace is not Box)
        {
            throw new DatasetException($"the figure needs continuous actions and episodes that end, which {id} does not have");
        }

        var network = new PolicyNetwork(expert);
        if ((network.ObservationDimension, network.ActionDimension) != (environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension))
        {
            throw new DatasetException($"the expert does not act in {id}: name one that does with --expert");
        }
    }

    /// <summary>Makes them where they are not there yet.</summary>
    /// <param name="console">Hears how it gets on.</param>
    /// <param name="environment">The task.</param>
    /// <param name="cancellation">Gives up; nothing half written is left.</param>
    public void Make(CliConsole console, string environment, CancellationToken cancellation)
    {
        if (File.Exists(Data))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        ComparisonFolder.Write(Expert, expert.ToSafetensors());
        using var file = DatasetTarget.Claim(Data);
        Prerequisites.LoadMatrixEngine(console);
        var seed = ClonedTrajectories.SeedOf(Seed);
        var demonstrated = Taken(DemonstrationClone.Roll(console.Out, environment, expert, Demonstrations, seed, deterministic: false, cancellation));
        var cloned = Taken(
            DemonstrationClone.Make(console.Out, environment, demonstrated, cloneUpdates, Clones, seed, deterministic: false, cancellation).Episodes);
        DatasetFile.Save(file, OfflineDataset.Join([demonstrated, cloned]));
        console.Out.WriteLine(
            $"prior data   {Demonstrations} episodes of the expert, return {Numbers.Return(demonstrated.Returns.Mean)} +- {Numbers.Return(demonstrated.Returns.StandardDeviation)}, "
            + $"and {Clones} of its clone, {Numbers.Return(cloned.Returns.Mean)} +- {Numbers.Return(cloned.Returns.StandardDeviation)}");
    }

    /// <summary>Episodes with their actions as the environment took them.</summary>
    private static OfflineDataset Taken(TransitionChunk episodes)
    {
        for (var i = 0; i < episodes.Actions.Length; i++)
        {
            episodes.Actions[i] = Math.Clamp(episodes.Actions[i], -1, 1);
        }

        return OfflineDataset.Of(episodes);
    }
}
