using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Diagnostics;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Diagnoses;

/// <summary>A checkpoint of a run and what was seen of it.</summary>
/// <param name="After">The round that it is after.</param>
/// <param name="Return">Mean return of complete episodes of the policy that the run judges, its average where it has one; null where none ended.</param>
/// <param name="Seen">The figures, of the policy that updates train.</param>
internal sealed record CheckpointDiagnosis(RoundTrained After, double? Return, StateDiagnosis Seen)
{
    private const int Rows = 1_000;

    /// <summary>Looks at every checkpoint that a run has kept, in their order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="past">Its checkpoints and transitions.</param>
    /// <param name="steps">Steps that each policy takes.</param>
    /// <param name="seed">Seed of these steps.</param>
    /// <param name="onDamage">Hears the path of a checkpoint that cannot be read.</param>
    /// <param name="cancellation">Gives up.</param>
    public static IEnumerable<CheckpointDiagnosis> All(
        RecordedRun run, RunPast past, int steps, ulong seed, Action<string> onDamage, CancellationToken cancellation)
    {
        var data = past.Dataset(Rows);
        foreach (var (after, state) in past.Checkpoints(onDamage))
        {
            var config = run.Config.AlgorithmIn(after.Phase);
            var trained = TrainedPolicy.Of(config, state);
            var own = Roll(trained);
            var judged = PolicyAverage.Of(state, trained) is { } average ? Roll(average) : own;
            var newest = after.Phase == RunPhase.Online ? past.Collected(after.Round, Rows) : null;
            yield return new CheckpointDiagnosis(
                after, judged.Returns is { Episodes: > 0 } returns ? returns.Mean : null, StateDiagnosis.Of(config, state, own.Transitions, data, newest));
        }

        OfflineDataset Roll(PolicySnapshot policy) => DatasetRollout.Collect(
            run.Config.Environment.Id, new PolicyNetwork(policy), deterministic: true, steps, seed, _ => { }, cancellation);
    }
}
