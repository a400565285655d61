using AwacAkka.Actors.Records;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>Evaluations that are under way beside the training, and what the last of each phase and the best came to.</summary>
internal sealed class PendingEvaluations
{
    private readonly SortedDictionary<(RunPhase Phase, int Round), PolicySnapshot> pending = [];
    private readonly Dictionary<RunPhase, Evaluated> latest = [];
    private double best = double.NegativeInfinity;

    /// <summary>Whether all that were asked for have ended.</summary>
    public bool None => pending.Count == 0;

    /// <summary>Whether one was asked for and has not ended.</summary>
    public bool Awaits(RunPhase phase, int round) => pending.ContainsKey((phase, round));

    /// <summary>One was asked for.</summary>
    public void Add(RunPhase phase, int round, PolicySnapshot policy) => pending.Add((phase, round), policy);

    /// <summary>The policy that an evaluation judged, where its mean return is above those of all that have ended; else null.</summary>
    public PolicySnapshot? Improvement(Evaluated evaluated) =>
        MeanReturn(evaluated) > best ? pending.GetValueOrDefault((evaluated.Phase, evaluated.Round)) : null;

    /// <summary>One has ended, now or before the run was resumed.</summary>
    public void Complete(Evaluated evaluated)
    {
        pending.Remove((evaluated.Phase, evaluated.Round));
        best = Math.Max(best, MeanReturn(evaluated));
        if (!latest.TryGetValue(evaluated.Phase, out var last) || last.Round < evaluated.Round)
        {
            latest[evaluated.Phase] = evaluated;
        }
    }

    /// <summary>The oldest round of a phase whose policy is being judged; null where there is none.</summary>
    public int? Oldest(RunPhase phase)
    {
        var rounds = pending.Keys.Where(p => p.Phase == phase).Select(p => p.Round).ToArray();
        return rounds.Length > 0 ? rounds.Min() : null;
    }

    /// <summary>The last evaluation of a phase; null where there was none.</summary>
    public EvaluationSummary? Latest(RunPhase phase) =>
        latest.TryGetValue(phase, out var evaluated) ? EvaluationSummary.Of(evaluated.Episodes) : null;

    private static double MeanReturn(Evaluated evaluated) => EvaluationSummary.Of(evaluated.Episodes).MeanReturn;
}
