namespace AwacAkka.Learning.Data;

/// <summary>Completes logs that hold no <c>next_observations</c>.</summary>
internal static class Successors
{
    /// <summary>Rows with their following row's observation as successor, less the rows that have none.</summary>
    /// <exception cref="InvalidDataException">No row has a successor.</exception>
    public static OfflineDataset Derive(TransitionChunk rows, IReadOnlyList<Episode> episodes)
    {
        var kept = new List<int>(rows.Count);
        foreach (var episode in episodes)
        {
            var last = episode.Start + episode.Length - 1;
            kept.AddRange(Enumerable.Range(episode.Start, rows.Terminals[last] ? episode.Length : episode.Length - 1));
        }

        if (kept.Count == 0)
        {
            throw new InvalidDataException("no row has a successor; store 'next_observations'");
        }

        var obs = rows.ObservationDimension;
        var result = TransitionChunk.Allocate(kept.Count, obs, rows.ActionDimension);
        for (var i = 0; i < kept.Count; i++)
        {
            var row = kept[i];
            var successor = rows.Terminals[row] ? row : row + 1;
            rows.CopyTo(row, result, i, 1);
            rows.Observations.AsSpan(successor * obs, obs).CopyTo(result.NextObservations.AsSpan(i * obs));

            // The dropped row's flag moves to the row before it, so that the episodes stay apart when the result is saved.
            result.Timeouts[i] |= !rows.Terminals[row] && rows.Timeouts[successor] && !rows.Terminals[successor];
        }

        return new OfflineDataset(result, episodes, rows.Count - kept.Count);
    }
}
