using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Logs;

namespace AwacAkka.Cli.Datasets;

/// <summary>The known defects of logs; every command that reads one tells all of them.</summary>
internal static class DatasetWarnings
{
    /// <summary>Writes a line per defect.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="id">The environment that the log was checked against, if any.</param>
    /// <param name="source">The log, where several are told of.</param>
    public static void Write(TextWriter output, LogFindings findings, string? id, string? source = null)
    {
        foreach (var warning in OfActions(findings).Concat(OfEnds(findings)).Concat(OfLimit(findings, id)).Concat(OfRewards(findings, id)))
        {
            output.WriteLine($"warning: {(source is null ? string.Empty : $"{source}: ")}{warning}");
        }
    }

    private static IEnumerable<string> OfActions(LogFindings findings)
    {
        var (actions, outside) = (findings.Actions, Numbers.Count(findings.ActionsOutsideBox));
        const string other = "dataset.action-units = environment, or --action-units environment";
        if (actions.Guessed && findings is { DifferentInOtherUnits: 0, Rewards.Different: > 0 })
        {
            yield return $"actions are read as in [-1, 1], but all rewards are those of actions in {actions.Other}: say {other}";
        }
        else if (actions.Guessed && findings is not { DifferentInOtherUnits: > 0, Rewards.Different: 0 }) // where the rewards do not confirm it
        {
            yield return $"that actions are in [-1, 1] is a guess: {actions.Reason}; if they are in its units, say {other}";
        }

        if (findings.ActionsOutsideBox > 0 && !actions.IsKnown)
        {
            yield return $"{outside} action numbers lie outside [-1, 1]: they are in the environment's own units, or were never clipped; "
                + "--environment ID tells which";
        }
        else if (findings.ActionsOutsideBox > 0 && !findings.Clipped)
        {
            yield return $"{outside} action numbers lie outside {(actions.Box is { } box ? box.ToString() : "[-1, 1]")}, to which environments here clip "
                + "them; 'awac dataset import --clip-actions' does the same to the data";
        }
    }

    private static IEnumerable<string> OfEnds(LogFindings findings)
    {
        if (findings.EndsNote is { } note)
        {
            yield return note;
        }

        if (findings.DroppedTerminals > 0)
        {
            yield return $"{Numbers.Count(findings.DroppedTerminals)} terminal rows are left out: their successors are not stored, and "
                + "algorithm.mask-terminals = false needs them";
        }

        if (findings.Both > 0)
        {
            yield return $"{Numbers.Count(findings.Both)} rows are terminal and timed out at once; they count as terminal, "
                + "so check that the time limit was not logged as a failure";
        }

        if (findings.Terminals + findings.Timeouts == 0)
        {
            yield return "no row is terminal or timed out, so all of it is one unfinished episode; mark where episodes end";
        }

        if (findings.UnmarkedEnds is { Count: > 0 } unmarked)
        {
            yield return $"{Numbers.Count(unmarked.Count)} rows are not followed by their stored successor although no end is marked, the first of "
                + $"them row {unmarked.First}; ends are missing, or marked a row late";
        }

        if (findings.EarlyEnds is { Count: > 0 } early)
        {
            yield return $"{Numbers.Count(early.Count)} rows are followed by their stored successor although an end is marked, the first of them "
                + $"row {early.First}; ends are marked a row early or late, or amid an episode";
        }
    }

    private static IEnumerable<string> OfLimit(LogFindings findings, string? id)
    {
        var limit = $"the time limit of {id}, {findings.TimeLimit} steps";
        if (findings.TerminalsAtLimit is { Count: > 0 } terminals)
        {
            yield return $"{Numbers.Count(terminals.Count)} rows are terminal exactly at {limit}, the first of them row {terminals.First}, and no row is "
                + "timed out; check that the time limit was not logged as a failure";
        }

        if (findings is { LongEpisodes: { Count: > 0 } longer, Terminals: var ends, Timeouts: var cuts } && ends + cuts > 0) // else nothing ends
        {
            yield return $"{Numbers.Count(longer.Count)} episodes are longer than {limit}, the first of them from row {longer.First} on; ends are "
                + "missing, or the log was recorded with another limit";
        }
    }

    private static IEnumerable<string> OfRewards(LogFindings findings, string? id)
    {
        if (findings.Rewards is { Different: > 0 } rewards)
        {
            yield return $"{Numbers.Count(rewards.Different)} rewards differ from those of {id}: transition {rewards.First} has "
                + $"{Numbers.Figure(rewards.Stored)} where the environment pays {Numbers.Figure(rewards.Computed)}";
        }

        if (findings is { RewardsRecomputed: true, OwnSuccessors: > 0 })
        {
            yield return $"{Numbers.Count(findings.OwnSuccessors)} terminal rows keep their logged rewards: their successors are not stored, "
                + $"and without these the rewards of {id} cannot be told";
        }
    }
}
