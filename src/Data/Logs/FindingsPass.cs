using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>The pass over a log's transitions that finds what is to be told of them.</summary>
internal sealed class FindingsPass
{
    private const double RewardTolerance = 1e-3;
    private const float SameNumber = 1e-5f; // successors and observations may have been rounded differently

    private readonly RewardOf? rewardOf;
    private readonly float[] successor;
    private readonly bool successorsAreStored;
    private readonly bool hasBox; // choices have none
    private readonly ActionBox? other;
    private readonly float[] otherAction;
    private LogFindings found;
    private RewardSurvey rewards = new(0, -1, 0, 0);
    private long differentInOther;
    private double sum;
    private long row;
    private bool ended;
    private bool moved; // a state that stays where it was says nothing of what follows it

    private FindingsPass(DatasetLog log, TransitionReader reader, RewardOf? rewardOf, bool clips)
    {
        this.rewardOf = rewardOf;
        successor = new float[log.ObservationDimension];
        other = rewardOf is null ? null : log.ActionReading.Other;
        otherAction = new float[log.ActionDimension];
        successorsAreStored = log.NextObservations is not null;
        hasBox = log.ActionReading.Choices is null;
        found = new LogFindings
        {
            Actions = log.ActionReading,
            EndsNote = log.Ends.Note,
            DroppedTerminals = reader.DroppedTerminals,
            TimeLimit = log.TimeLimit,
            TerminalsAtLimit = reader.Limited.TerminalsAtLimit,
            LongEpisodes = reader.Limited.LongEpisodes,
            Clipped = clips,
        };
    }

    /// <summary>Reads all transitions once, so that whatever is wrong with a number is told as well.</summary>
    /// <param name="log">The log.</param>
    /// <param name="reader">Its transitions.</param>
    /// <param name="rewardOf">Recomputes rewards, where that is possible.</param>
    /// <param name="clips">Whether actions will be clipped.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="InvalidDataException">A number is not finite or a flag is neither 0 nor 1, or the file is damaged.</exception>
    public static LogFindings Of(
        DatasetLog log, TransitionReader reader, RewardOf? rewardOf, bool clips, CancellationToken cancellation)
    {
        var pass = new FindingsPass(log, reader, rewardOf, clips);
        foreach (var rows in reader.Blocks(Columns.All))
        {
            cancellation.ThrowIfCancellationRequested();
            pass.Add(reader.Block, rows);
        }

        return pass.found with
        {
            MeanReward = pass.sum / reader.Count,
            Rewards = rewardOf is null ? null : pass.rewards,
            DifferentInOtherUnits = pass.other is null ? null : pass.differentInOther,
        };
    }

    private void Add(TransitionChunk block, int rows)
    {
        var (outside, terminals, timeouts, both) = (0L, 0L, 0L, 0L);
        var (obs, act) = (block.ObservationDimension, block.ActionDimension);
        var ownSuccessors = 0L;
        var (unmarked, early) = (found.UnmarkedEnds, found.EarlyEnds);
        foreach (var action in hasBox ? block.Actions.AsSpan(0, rows * act) : [])
        {
            outside += Math.Abs(action) > 1 ? 1 : 0;
        }

        for (var i = 0; i < rows; i++, row++)
        {
            var observation = block.Observations.AsSpan(i * obs, obs);
            if (successorsAreStored && row > 0)
            {
                var follows = Follows(observation);
                unmarked = unmarked.Plus(!ended && !follows, row - 1);
                early = early.Plus(ended && moved && follows, row - 1);
            }

            sum += block.Rewards[i];
            terminals += block.Terminals[i] ? 1 : 0;
            timeouts += block.Timeouts[i] ? 1 : 0;
            both += block.Terminals[i] && block.Timeouts[i] ? 1 : 0;
            ended = block.Terminals[i] || block.Timeouts[i];
            var next = block.NextObservations.AsSpan(i * obs, obs);
            next.CopyTo(successor);
            moved = !observation.SequenceEqual(next);
            var ownSuccessor = block.IsOwnSuccessor(i);
            ownSuccessors += ownSuccessor ? 1 : 0;
            if (rewardOf is not null && !ownSuccessor)
            {
                Compare(rewardOf, block.Rewards[i], observation, block.Actions.AsSpan(i * act, act), next);
            }
        }

        found = found with
        {
            ActionsOutsideBox = found.ActionsOutsideBox + outside,
            Terminals = found.Terminals + terminals,
            Timeouts = found.Timeouts + timeouts,
            Both = found.Both + both,
            OwnSuccessors = found.OwnSuccessors + ownSuccessors,
            UnmarkedEnds = unmarked,
            EarlyEnds = early,
        };
    }

    /// <summary>Whether an observation is the successor of the transition before it.</summary>
    private bool Follows(ReadOnlySpan<float> observation)
    {
        for (var i = 0; i < successor.Length; i++)
        {
            if (Math.Abs(observation[i] - successor[i]) > SameNumber * Math.Max(1, Math.Abs(successor[i])))
            {
                return false;
            }
        }

        return true;
    }

    private void Compare(
        RewardOf compute, float stored, ReadOnlySpan<float> observation, ReadOnlySpan<float> action, ReadOnlySpan<float> next)
    {
        var computed = compute(observation, action, next);
        if (Differs(stored, computed))
        {
            rewards = rewards.Different == 0
                ? new RewardSurvey(1, row, stored, computed)
                : rewards with { Different = rewards.Different + 1 };
        }

        if (other is not null)
        {
            action.CopyTo(otherAction);
            other.Scale(otherAction);
            differentInOther += Differs(stored, compute(observation, otherAction, next)) ? 1 : 0;
        }
    }

    private static bool Differs(float stored, double computed) =>
        Math.Abs(computed - stored) > RewardTolerance * Math.Max(1, Math.Abs(computed));
}
