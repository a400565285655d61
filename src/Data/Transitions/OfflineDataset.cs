using System.Runtime.InteropServices;
using AwacAkka.Data.Files;

namespace AwacAkka.Data.Transitions;

/// <summary>Logged experience to learn from.</summary>
/// <param name="Transitions">The usable transitions, all of them finite.</param>
/// <param name="Episodes">Episodes of the log as it was recorded; rows without a successor still count there.</param>
/// <param name="DroppedRows">Rows of the log that had no successor and so are no transitions.</param>
public sealed record OfflineDataset(TransitionChunk Transitions, IReadOnlyList<Episode> Episodes, int DroppedRows = 0)
{
    /// <summary>Whether the actions are known to be those that policies act with, in [-1, 1]; otherwise their units are not known.</summary>
    public bool UnitActions { get; init; } = true;

    /// <summary>Number of transitions.</summary>
    public int Count => Transitions.Count;

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension => Transitions.ObservationDimension;

    /// <summary>Numbers per action.</summary>
    public int ActionDimension => Transitions.ActionDimension;

    /// <summary>Returns of the finished episodes.</summary>
    public ReturnStatistics Returns => ReturnStatistics.Of(Episodes);

    /// <summary>A dataset of transitions as they were recorded.</summary>
    /// <param name="transitions">The transitions.</param>
    /// <param name="choices">How many choices there are, of which an action is the index; null where actions are those that policies act with, in [-1, 1].</param>
    /// <exception cref="ArgumentException">The columns disagree in length.</exception>
    public static OfflineDataset Of(TransitionChunk transitions, int? choices = null)
    {
        transitions.Validate();
        return new(transitions, ReturnStatistics.Split(transitions.Rewards, transitions.Terminals, transitions.Timeouts)) { UnitActions = choices is null };
    }

    /// <summary>Datasets as one, in their order; an episode that a seam cuts counts as timed out.</summary>
    /// <exception cref="DatasetException">They have different dimensions, or the units of the actions of some of them only are known.</exception>
    public static OfflineDataset Join(IReadOnlyList<OfflineDataset> parts)
    {
        var first = parts[0];
        foreach (var part in parts)
        {
            if ((part.ObservationDimension, part.ActionDimension) != (first.ObservationDimension, first.ActionDimension))
            {
                throw new DatasetException(
                    $"the datasets do not fit together: {first.ObservationDimension} numbers per observation and {first.ActionDimension} per "
                    + $"action in the first, {part.ObservationDimension} and {part.ActionDimension} in another");
            }

            if (part.UnitActions != first.UnitActions)
            {
                throw new DatasetException(
                    "the datasets do not fit together: the units of actions are known of some and not of others; name the environment with "
                    + "--environment, or the units with --action-units");
            }
        }

        var ended = parts.SkipLast(1).Select(p => p.Transitions.WithEpisodeEnd());
        return Of(TransitionChunk.Concatenate([.. ended, parts[^1].Transitions])) with { UnitActions = first.UnitActions };
    }

    /// <summary>How many action components lie outside [-1, 1]: legal in a log, but no squashed policy can repeat them.</summary>
    public long ActionsOutsideBox() => Transitions.Actions.LongCount(a => Math.Abs(a) > 1);

    /// <summary>
    /// SHA-256 of dimensions and columns as 64 lower-case hexadecimal digits: two files with the same transitions have the same hash,
    /// however they are compressed or typed.
    /// </summary>
    public string ContentHash()
    {
        using var hash = Files.ContentHash.Begin(Count, ObservationDimension, ActionDimension);
        ReadOnlySpan<float[]> columns =
            [Transitions.Observations, Transitions.Actions, Transitions.Rewards, Transitions.NextObservations];
        foreach (var column in columns)
        {
            hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        hash.AppendData(MemoryMarshal.AsBytes(Transitions.Terminals.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(Transitions.Timeouts.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
