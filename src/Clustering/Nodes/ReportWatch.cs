namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// Which nodes have fallen silent: whose reports have stood in the database as they are for a while by this process's own monotonic clock. The times
/// that reports bear are of the database's clock, which may be set: by it, nodes that live could seem gone, or dead ones alive for hours.
/// </summary>
/// <param name="silence">How long a report must stand unchanged.</param>
/// <param name="clock">The monotonic clock.</param>
internal sealed class ReportWatch(TimeSpan silence, TimeProvider clock)
{
    private Dictionary<string, (DateTime At, long Since)> seen = [];

    /// <summary>Looks at the reports that stand there, each with the time that it bears: one that was written again bears another.</summary>
    public void See(IReadOnlyDictionary<string, DateTime> reports)
    {
        var now = clock.GetTimestamp();
        seen = reports.ToDictionary(
            report => report.Key, report => seen.TryGetValue(report.Key, out var before) && before.At == report.Value ? before : (report.Value, now));
    }

    /// <summary>Reports of nodes that have fallen silent, each with the time that it bears.</summary>
    public IReadOnlyDictionary<string, DateTime> Silent() =>
        seen.Where(report => clock.GetElapsedTime(report.Value.Since) >= silence).ToDictionary(report => report.Key, report => report.Value.At);
}
