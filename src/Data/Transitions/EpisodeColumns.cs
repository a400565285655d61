namespace AwacAkka.Data.Transitions;

/// <summary>
/// The columns of a batch that come from the episodes in a replay buffer: a function of the transitions that it holds. An episode goes on as far as
/// they do: its older part may be overwritten, which changes nothing for the rest, and its newer part may not be collected yet.
/// </summary>
/// <param name="replay">The buffer.</param>
/// <param name="columns">Which columns.</param>
/// <param name="discount">Discount factor of returns.</param>
/// <param name="rewardScale">What rewards are multiplied by before they are added up.</param>
/// <param name="rewardShift">What is added to them then.</param>
/// <param name="maskTerminals">Whether nothing is worth anything after a termination.</param>
/// <param name="returnSteps">Most rewards that a return adds up; 0 is all to the episode's end.</param>
/// <param name="steps">Most steps that <see cref="BatchColumns.Steps"/> takes for one.</param>
public sealed class EpisodeColumns(
    ReplayBuffer replay, BatchColumns columns, float discount, float rewardScale, float rewardShift, bool maskTerminals, int returnSteps = 0,
    int steps = 1)
{
    private readonly EpisodeLinks links = new(replay);
    private readonly bool hasNextAction = columns.HasFlag(BatchColumns.NextAction);
    private readonly bool hasReturn = columns.HasFlag(BatchColumns.Return);
    private readonly bool hasSteps = columns.HasFlag(BatchColumns.Steps);
    private readonly bool hasSuccession = columns.HasFlag(BatchColumns.Succession);
    private float[] returns = []; // by place
    private float[] discounts = [];
    private int[] lasts = [];
    private long prepared = -1;

    /// <summary>Looks at what was appended since. Cheap where nothing was; call it while nobody appends.</summary>
    public void Prepare()
    {
        if (replay.Appended == prepared)
        {
            return;
        }

        links.Extend();
        if (hasReturn && returnSteps == 0)
        {
            AddUp();
        }

        prepared = replay.Appended;
    }

    /// <summary>Fills a batch's columns for the rows that it was gathered from. Allocates nothing.</summary>
    /// <param name="indices">The rows.</param>
    /// <param name="batch">The batch, which was made with these columns.</param>
    /// <param name="normaliser">Applied to observations unless null.</param>
    public void Gather(ReadOnlySpan<int> indices, TransitionBatch batch, Normaliser? normaliser)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            var last = hasSteps ? GatherSteps(indices[i], i, batch, normaliser) : indices[i];
            if (hasNextAction)
            {
                GatherNextAction(last, i, batch);
            }

            if (hasReturn)
            {
                GatherReturn(indices[i], i, batch, normaliser);
            }

            if (hasSuccession)
            {
                batch.GoesOn[i] = i + 1 < indices.Length && links.After(indices[i]) == indices[i + 1] ? 1 : 0;
            }
        }
    }

    private void GatherNextAction(int place, int i, TransitionBatch batch)
    {
        var action = batch.NextActions.AsSpan(i * batch.ActionDimension, batch.ActionDimension);
        if (links.After(place) is { } next)
        {
            replay.ActionAt(next).CopyTo(action);
            batch.HasNextAction[i] = 1;
        }
        else
        {
            action.Clear();
            batch.HasNextAction[i] = 0;
        }
    }

    private void GatherReturn(int place, int i, TransitionBatch batch, Normaliser? normaliser)
    {
        (batch.Returns[i], batch.ReturnDiscounts[i], var last) = returnSteps == 0 ? (returns[place], discounts[place], lasts[place]) : Steps(place, returnSteps);
        batch.LastRewards[i] = Reward(last);
        Successor(last, batch.LastObservations.AsSpan(i * batch.ObservationDimension, batch.ObservationDimension), normaliser);
    }

    /// <summary>Puts the return of a few steps, and the state after them, in place of a transition's reward and its successor.</summary>
    /// <returns>The place of the last of those steps.</returns>
    private int GatherSteps(int place, int i, TransitionBatch batch, Normaliser? normaliser)
    {
        (batch.Rewards[i], batch.Discounts[i], var last) = Steps(place, steps);
        Successor(last, batch.NextObservations.AsSpan(i * batch.ObservationDimension, batch.ObservationDimension), normaliser);
        return last;
    }

    private void Successor(int last, Span<float> observation, Normaliser? normaliser)
    {
        if (normaliser is null)
        {
            replay.NextObservationAt(last).CopyTo(observation);
        }
        else
        {
            normaliser.Apply(replay.NextObservationAt(last), observation);
        }
    }

    /// <summary>The return of a few steps, what a value after them counts in it, and the last of them.</summary>
    private (float Return, float Discount, int Last) Steps(int place, int count)
    {
        double sum = Reward(place);
        double factor = discount;
        for (var step = 1; step < count && links.After(place) is { } next; step++)
        {
            place = next;
            sum += factor * Reward(place);
            factor *= discount;
        }

        return ((float)sum, maskTerminals && replay.IsTerminalAt(place) ? 0 : (float)factor, place);
    }

    /// <summary>From the newest transition back: what follows comes first.</summary>
    private void AddUp()
    {
        if (returns.Length < replay.Count)
        {
            var length = Math.Max(replay.Count, Math.Min(replay.Capacity, 2 * returns.Length));
            (returns, discounts, lasts) = (new float[length], new float[length], new int[length]);
        }

        for (var number = replay.Appended - 1; number >= replay.Appended - replay.Count; number--)
        {
            var place = replay.PlaceOf(number);
            if (links.After(place) is { } next)
            {
                returns[place] = (float)(Reward(place) + (double)discount * returns[next]);
                discounts[place] = discount * discounts[next];
                lasts[place] = lasts[next];
            }
            else
            {
                returns[place] = Reward(place);
                discounts[place] = maskTerminals && replay.IsTerminalAt(place) ? 0 : discount;
                lasts[place] = place;
            }
        }
    }

    private float Reward(int place) => replay.RewardAt(place) * rewardScale + rewardShift;
}
