using System.Globalization;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// <c>metrics.csv</c>: one line per trained round and per evaluation, in the order in which they happened. The header is the same for
/// all algorithms; what a line does not have stays empty. A line is in the file when the call returns.
/// </summary>
/// <param name="path">The file; it is begun if it is not there.</param>
public sealed class MetricsFile(string path)
{
    private static readonly string[] RunColumns =
    [
        "event", "phase", "round", "updates", "steps", "transitions", "episodes", "return_mean", "return_std", "seconds",
        "collect_seconds", "digest",
    ];

    /// <summary>The learners' figures that have a column.</summary>
    public static IReadOnlyList<string> Figures { get; } =
    [
        "critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped", "alpha", "entropy",
    ];

    /// <summary>Adds a trained round.</summary>
    public void Append(RoundTrained trained) => Append(
    [
        "round", Phase(trained.Phase), Text(trained.Round), Text(trained.Updates), Text(trained.Steps), Text(trained.Transitions),
        .. Returns(trained.EpisodeReturns), Text(trained.Seconds), Text(trained.CollectSeconds), trained.Digest,
        .. Figures.Select(name => trained.Metrics.TryGetValue(name, out var value) ? Text(value) : null),
    ]);

    /// <summary>Adds an evaluation.</summary>
    public void Append(Evaluated evaluated) => Append(
    [
        "evaluation", Phase(evaluated.Phase), null, Text(evaluated.Updates), Text(evaluated.Steps), null,
        .. Returns(evaluated.Returns), null, null, null, .. Figures.Select(_ => (string?)null),
    ]);

    private static string?[] Returns(IReadOnlyList<double> returns) => returns.Count == 0
        ? ["0", null, null]
        : [Text(returns.Count), Text(returns.Average()), Text(ReturnSpread.Of(returns))];

    private static string Phase(RunPhase phase) => phase.ToString().ToLowerInvariant();

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private void Append(string?[] cells)
    {
        var header = File.Exists(path) ? string.Empty : string.Join(',', RunColumns.Concat(Figures)) + "\n";
        File.AppendAllText(path, header + string.Join(',', cells) + "\n");
    }
}
