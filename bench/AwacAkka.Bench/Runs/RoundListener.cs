using AwacAkka.Actors;

namespace AwacAkka.Bench.Runs;

/// <summary>Hears of ended rounds and of nothing else.</summary>
/// <param name="ended">Called with each.</param>
internal sealed class RoundListener(Action<MetricsRow> ended) : IRunProgress
{
    public void RoundEnded(MetricsRow row) => ended(row);
}
