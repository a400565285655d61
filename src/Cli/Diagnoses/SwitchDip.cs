using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli.Diagnoses;

/// <summary>What a policy loses when it goes online, by the run's own evaluations.</summary>
/// <param name="Before">Mean return after the offline phase.</param>
/// <param name="Lowest">The lowest mean return since.</param>
/// <param name="LowestSteps">Steps behind it.</param>
/// <param name="BackSteps">Steps behind the first evaluation from there on that is no lower than before; null where none is.</param>
internal sealed record SwitchDip(double Before, double Lowest, long LowestSteps, long? BackSteps)
{
    /// <summary>The dip of a run; null where there is no evaluation after the offline phase, or none since.</summary>
    public static SwitchDip? Of(RecordedRun run)
    {
        var plan = new RunPlan(run.Config, run.Origin?.Lineage);
        (RunPhase Phase, long Steps, double Return)[] curve =
        [
            .. run.History.EvaluationsOf(plan).Select(
                e => (e.Phase, run.History.Training(e.Phase, e.Round)?.Steps ?? 0, EvaluationSummary.Of(e.Episodes).MeanReturn)),
        ];
        var online = curve.Where(point => point.Phase == RunPhase.Online).ToArray();
        var offline = curve.Where(point => point.Phase == RunPhase.Offline).ToArray();
        if (online.Length == 0 || offline.Length == 0)
        {
            return null;
        }

        var (before, lowest) = (offline[^1].Return, online.MinBy(point => point.Return));
        var back = online.Where(point => point.Steps >= lowest.Steps && point.Return >= before).Select(point => (long?)point.Steps).FirstOrDefault();
        return new SwitchDip(before, lowest.Return, lowest.Steps, back);
    }
}
