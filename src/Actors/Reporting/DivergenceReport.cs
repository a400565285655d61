using System.Globalization;
using System.Text;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Reporting;

/// <summary>What is left of a run whose learner has come to figures that are not finite: where, what before, what to try.</summary>
/// <param name="store">Where the run is kept.</param>
/// <param name="diverged">What the learner found.</param>
/// <param name="good">The round that the run went back to, with its digest; null for the initial state.</param>
/// <param name="recent">The last rounds that were trained, oldest first.</param>
internal sealed class DivergenceReport(
    IRunStore store, LearnerDiverged diverged, (RunPhase Phase, int Round, string Digest)? good, IReadOnlyList<LearnerTrained> recent)
{
    /// <summary>One sentence.</summary>
    public string Summary =>
        $"{diverged.Figure} is no longer finite in {RunSentences.Name(diverged.Phase, diverged.Round)}, after {diverged.Updates} updates; "
        + $"the run went back to {LastGood}; {store.Divergence} says more";

    private string LastGood => good is { } last ? $"{RunSentences.Name(last.Phase, last.Round)}" : "its beginning, since no round was trained";

    /// <summary>Writes the report to the run's other records.</summary>
    public void Write() => store.WriteDivergence(Text());

    private string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{diverged.Figure} is no longer finite.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Where: {RunSentences.Name(diverged.Phase, diverged.Round)}, after {diverged.Updates} updates of the run.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Last good state: {LastGood}{Checkpoint()}");
        text.AppendLine();
        if (recent.Count > 0)
        {
            AppendMetrics(text);
        }

        text.AppendLine("Nothing was trained on. Resuming repeats the same round and stops at the same update, since a run is a function of its");
        text.AppendLine("configuration, data and seed. What usually helps, in a new run: smaller algorithm.critic-learning-rate and");
        text.AppendLine("algorithm.policy-learning-rate; algorithm.normalise-observations = true; of AWAC a bound algorithm.critic-max; and a look at the");
        text.AppendLine("ranges of the data with 'awac dataset info'. 'awac replay' rebuilds the learner as it was after any recorded round.");
        return text.ToString();
    }

    private string Checkpoint() => good is { } last
        ? $", digest {last.Digest}, in {store.CheckpointName(last.Phase, last.Round)}."
        : ".";

    /// <summary>The last rounds side by side: a loss that grows shows here first.</summary>
    private void AppendMetrics(StringBuilder text)
    {
        text.AppendLine(string.Join(",", recent.Select(r => RunSentences.Name(r.Phase, r.Round)).Prepend("mean over the round")));
        foreach (var figure in recent.SelectMany(round => round.Metrics).Select(metric => metric.Key).Distinct()) // of two algorithms, where the phase has just changed
        {
            var values = recent.Select(round => round.Metrics.Where(metric => metric.Key == figure).Select(Text).FirstOrDefault(string.Empty));
            text.AppendLine(string.Join(",", values.Prepend(figure)));
        }

        text.AppendLine();

        static string Text(KeyValuePair<string, float> metric) => metric.Value.ToString("g6", CultureInfo.InvariantCulture);
    }
}
