using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Datasets;

/// <summary>A clone of demonstrations and episodes of it: AWAC's protocol. A function of (demonstrations, environment, updates, episodes, seed).</summary>
/// <param name="Policy">The clone.</param>
/// <param name="Episodes">What it did.</param>
internal sealed record DemonstrationClone(PolicySnapshot Policy, TransitionChunk Episodes)
{
    // Form of the policy, step size and weight decay: the authors' values for the hand.
    private const string Preset = "bc-rlkit-hand";

    /// <summary>Clones demonstrations, then rolls the clone out.</summary>
    /// <param name="output">Hears how it gets on.</param>
    /// <param name="environment">What it acts in.</param>
    /// <param name="demonstrations">What it repeats.</param>
    /// <param name="updates">Updates of the clone.</param>
    /// <param name="trajectories">Episodes of it.</param>
    /// <param name="seed">As <see cref="ClonedTrajectories.SeedOf"/> gives it.</param>
    /// <param name="deterministic">Whether its mean action is taken instead of a sample.</param>
    /// <param name="cancellation">Gives up.</param>
    public static DemonstrationClone Make(
        TextWriter output, string environment, OfflineDataset demonstrations, int updates, int trajectories, ulong seed, bool deterministic,
        CancellationToken cancellation)
    {
        var training = new DatasetProgress(output, "updates");
        var policy = BehaviourCloning.Clone(
            (BcConfig)AlgorithmRegistry.Presets[Preset].Config, demonstrations.Transitions, updates, seed, done => training.Report(done, updates), cancellation);
        return new(policy, Roll(output, environment, policy, trajectories, seed, deterministic, cancellation));
    }

    /// <summary>Rolls a policy out.</summary>
    public static TransitionChunk Roll(
        TextWriter output, string environment, PolicySnapshot policy, int trajectories, ulong seed, bool deterministic, CancellationToken cancellation)
    {
        var rolling = new DatasetProgress(output, "trajectories");
        return ClonedTrajectories.Roll(environment, policy, deterministic, trajectories, seed, rolling.Report, cancellation);
    }
}
