using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Training;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>What an on-policy update is given: a whole round and nothing older, in order, with its episodes told apart; and the advantages of that.</summary>
public sealed class FreshRoundTests
{
    private static readonly Dimensions Dimensions = new(1, 1);

    /// <summary>Rewards are the transitions' numbers; 0 to 99 are the dataset's.</summary>
    [Theory]
    [InlineData(1_000, 0)] // all that was ever appended is there
    [InlineData(130, 0)] // the ring's end lies within the round
    [InlineData(60, 0)] // the round is all there is
    [InlineData(1_000, 20)] // demonstrations are drawn
    [InlineData(1_000, 100)] // there are just so many
    [InlineData(1_000, 500)] // all of them, each once
    public void A_round_is_given_whole_and_in_order_with_demonstrations_behind_it(int capacity, int demonstrations)
    {
        var sampler = new BatchSampler(1, 8, Dimensions, new BatchPlan([]) { Fresh = new FreshRound(demonstrations), Columns = BatchColumns.Succession });
        var replay = new ReplayBuffer(capacity, 1, 1);
        for (var number = 0; number < 220; number += 10)
        {
            replay.Append(Chunk(number));
        }

        sampler.Draw(5, 60, new ReplayWindow(replay, replay.Count, offline: 100), null);

        var batch = sampler.Batch;
        Assert.Equal((60, 60 + Math.Min(demonstrations, 100)), (batch.Fresh, batch.Size));
        Assert.Equal(Enumerable.Range(160, 60).Select(number => (float)number), batch.Rewards.Take(60));
        Assert.Equal(Enumerable.Range(0, 60).Select(row => row % 10 == 9 || row == 14 ? 0f : 1f), batch.GoesOn.Take(60)); // chunks of ten, one cut by a time limit
        Assert.All(batch.Rewards.Take(batch.Size).Skip(60), reward => Assert.InRange(reward, 0, 99));
        Assert.Equal(demonstrations >= 100, batch.Rewards.Take(batch.Size).Skip(60).Distinct().Count() == 100);
    }

    [Fact]
    public void Without_collected_transitions_batches_are_drawn()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk(0));
        var (onPolicy, uniform) = (new BatchSampler(1, 8, Dimensions, new BatchPlan([]) { Fresh = new FreshRound(5) }), new BatchSampler(1, 8, Dimensions, new BatchPlan([])));
        onPolicy.Draw(3, 8, new ReplayWindow(replay, replay.Count, offline: 10), null);
        uniform.Draw(3, 8, new ReplayWindow(replay, replay.Count), null);
        Assert.Equal((0, 8), (onPolicy.Batch.Fresh, onPolicy.Batch.Size));
        Assert.Equal(uniform.Batch.Rewards, onPolicy.Batch.Rewards);
    }

    /// <summary>An episode of two that terminates, one of three that is cut, by hand with gamma 1/2 and lambda 1/4.</summary>
    [Fact]
    public void Advantages_end_where_an_episode_terminates_and_go_on_with_V_where_it_is_cut()
    {
        var batch = new TransitionBatch(5, 1, 1, BatchColumns.Succession) { Fresh = 5 };
        float[] rewards = [1, 2, 3, 4, 5];
        float[] goesOn = [1, 0, 1, 1, 0];
        rewards.CopyTo(batch.Rewards, 0);
        goesOn.CopyTo(batch.GoesOn, 0);
        batch.Terminated[1] = 1;
        float[] values = [1, 1, 1, 1, 1];
        float[] next = [8, 8, 8, 8, 8];
        var config = new A2cConfig { Gamma = 0.5f };

        Assert.Equal([4 + 1 / 8f, 1, 6 + 7 / 8f + 1 / 8f, 7 + 1f, 8], GeneralisedAdvantage.Of(batch, values, next, config, 0.25f));

        float[] none = [0, 0, 0, 0, 0];
        Assert.Equal([1 + 2 / 2f, 2, 3 + 4 / 2f + 5 / 4f, 4 + 5 / 2f, 5], GeneralisedAdvantage.Of(batch, none, none, config, 1)); // rewards-to-go
        Assert.Throws<ArgumentException>(() => GeneralisedAdvantage.Of(new TransitionBatch(5, 1, 1), none, none, config, 1));
    }

    /// <summary>Ten transitions that follow each other and nothing else; row 174 is cut by a time limit.</summary>
    private static TransitionChunk Chunk(int first)
    {
        var chunk = TransitionChunk.Allocate(10, 1, 1);
        for (var row = 0; row < 10; row++)
        {
            (chunk.Rewards[row], chunk.Observations[row], chunk.NextObservations[row]) = (first + row, 2 * first + row, 2 * first + row + 1);
            chunk.Timeouts[row] = first + row == 174;
        }

        return chunk;
    }
}
