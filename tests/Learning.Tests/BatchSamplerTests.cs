using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Threads;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>Where batches come from: shares of the dataset, columns of episodes, critics that count.</summary>
public sealed class BatchSamplerTests
{
    private const int Size = 64;

    private static readonly Dimensions Dimensions = new(1, 1);

    /// <summary>Rewards are the transitions' numbers: the dataset's are 0 to 99.</summary>
    [Theory]
    [InlineData(0.5f, 0.5f, 10, 32)]
    [InlineData(0f, 0f, 10, 0)]
    [InlineData(1f, 1f, 10, 64)]
    [InlineData(0.3f, 0.3f, 10, 19)]
    [InlineData(1f, 0f, 200, 48)] // a quarter of the way
    [InlineData(0.2f, 0.8f, 50, 51)] // there
    public void Exactly_the_share_comes_from_the_dataset_and_the_rest_from_what_was_collected(float start, float end, int steps, int expected)
    {
        var sampler = new BatchSampler(1, Size, Dimensions, new BatchPlan([]) { Share = new OfflineShare(start, end, steps) });
        var replay = Numbered(150);
        var seen = new HashSet<float>();
        for (var update = 0; update < 50; update++)
        {
            sampler.Draw(update, Size, new ReplayWindow(replay, replay.Count, offline: 100), null);
            Assert.Equal(expected, sampler.Batch.Rewards.Count(reward => reward < 100));
            seen.UnionWith(sampler.Batch.Rewards);
        }

        Assert.Equal(expected > 0, seen.Contains(0) && seen.Contains(99)); // either part to its ends
        Assert.Equal(expected < Size, seen.Contains(100) && seen.Contains(149));
        Assert.InRange(seen.Max(), 0, 149);
    }

    [Theory]
    [InlineData(100)] // nothing collected yet
    [InlineData(0)] // no dataset
    public void Where_one_part_is_empty_the_batch_is_the_uniform_one(int offline)
    {
        var replay = Numbered(100);
        var mixed = new BatchSampler(1, Size, Dimensions, new BatchPlan([]) { Share = new OfflineShare(0.5f, 0.5f, 1) });
        var uniform = new BatchSampler(1, Size, Dimensions, new BatchPlan([]));
        mixed.Draw(7, Size, new ReplayWindow(replay, replay.Count, offline), null);
        uniform.Draw(7, Size, new ReplayWindow(replay, replay.Count), null);
        Assert.Equal(uniform.Batch.Rewards, mixed.Batch.Rewards);
    }

    [Fact]
    public void Lanes_draw_the_same_batch_with_its_columns_and_critics()
    {
        var plan = new BatchPlan([Draw.NextAction])
        {
            Share = new OfflineShare(0.5f, 0.5f, 1),
            Columns = BatchColumns.NextAction | BatchColumns.Return,
            Discount = 0.9f,
            Choice = new CriticChoice(10, 2),
        };
        var replay = Numbered(150);
        using var lanes = new Lanes(2);
        var (alone, beside) = (new BatchSampler(1, Size, Dimensions, plan), new BatchSampler(1, Size, Dimensions, plan));
        for (var update = 0; update < 20; update++)
        {
            alone.Draw(update, Size, new ReplayWindow(replay, replay.Count, offline: 100), null);
            beside.Draw(update, Size, new ReplayWindow(replay, replay.Count, offline: 100), null, lanes);
            Assert.Equal(alone.Batch.Rewards, beside.Batch.Rewards);
            Assert.Equal(alone.Batch.Returns, beside.Batch.Returns);
            Assert.Equal(alone.Batch.NextActions, beside.Batch.NextActions);
            Assert.Equal(alone.Noise.TargetCritics, beside.Noise.TargetCritics);
            Assert.Equal(alone.Noise[Draw.NextAction], beside.Noise[Draw.NextAction]);
        }
    }

    /// <summary>A row's number is its reward, so its return is known.</summary>
    [Fact]
    public void Columns_are_those_of_the_rows_that_were_drawn()
    {
        var sampler = new BatchSampler(1, Size, Dimensions, new BatchPlan([]) { Columns = BatchColumns.NextAction | BatchColumns.Return, Discount = 0.5f });
        var replay = Numbered(150);
        sampler.Draw(1, Size, new ReplayWindow(replay, replay.Count), null);
        Assert.All(Enumerable.Range(0, Size), i =>
        {
            var number = (int)sampler.Batch.Rewards[i];
            var last = number / 10 * 10 + 9; // episodes of ten
            var expected = Enumerable.Range(number, last - number + 1).Sum(n => n * Math.Pow(0.5, n - number));
            Assert.Equal(expected, sampler.Batch.Returns[i], 1e-4 * expected + 1e-6);
            Assert.Equal(number == last ? 0 : number + 1, sampler.Batch.NextActions[i]);
            Assert.Equal(number == last ? 0 : 1, sampler.Batch.HasNextAction[i]);
        });
    }

    /// <summary>Row n earns n. Its three steps end early where its episode does, in row last; a value behind a terminal counts unless it is masked.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Targets_and_returns_go_on_over_their_own_numbers_of_steps(bool masks)
    {
        var plan = new BatchPlan([]) { TargetSteps = 3, Columns = BatchColumns.Return, ReturnSteps = 5, Discount = 0.5f, MaskTerminals = masks };
        var sampler = new BatchSampler(1, Size, Dimensions, plan);
        var replay = Numbered(150);
        sampler.Draw(1, Size, new ReplayWindow(replay, replay.Count), null);
        var (batch, ends) = (sampler.Batch, 0);
        for (var i = 0; i < Size; i++)
        {
            var number = (int)batch.Observations[i];
            var last = number / 10 * 10 + 9;
            AssertSteps(3, batch.Rewards[i], batch.Discounts[i], batch.NextObservations[i]);
            AssertSteps(5, batch.Returns[i], batch.ReturnDiscounts[i], batch.LastObservations[i]);

            void AssertSteps(int most, float sum, float discount, float next)
            {
                var steps = Math.Min(most, last - number + 1);
                var isTerminal = number + steps - 1 == last;
                Assert.Equal(Enumerable.Range(0, steps).Sum(step => (number + step) * Math.Pow(0.5, step)), sum, 1e-3);
                Assert.Equal(masks && isTerminal ? 0 : Math.Pow(0.5, steps), discount, 1e-6);
                Assert.Equal(number + steps, next);
                ends += isTerminal ? 1 : 0;
            }
        }

        Assert.InRange(ends, 1, 2 * Size - 1);
    }

    /// <summary>Cal-QL holds values against returns: both must be on one scale.</summary>
    [Fact]
    public void Rewards_are_scaled_and_then_shifted_by_themselves_and_in_returns()
    {
        var plan = new BatchPlan([], RewardScale: 10, RewardShift: 5) { Columns = BatchColumns.Return, ReturnSteps = 1 };
        var sampler = new BatchSampler(1, Size, Dimensions, plan);
        var replay = Numbered(150);
        sampler.Draw(1, Size, new ReplayWindow(replay, replay.Count), null);
        Assert.Equal(sampler.Batch.Observations.Select(number => 10 * number + 5), sampler.Batch.Rewards);
        Assert.Equal(sampler.Batch.Rewards, sampler.Batch.Returns);
        Assert.Equal(sampler.Batch.Rewards, sampler.Batch.LastRewards);
    }

    [Fact]
    public void Critics_that_count_are_distinct_and_each_pair_is_as_likely()
    {
        var noise = new UpdateNoise(0, 1, new BatchPlan([]) { Choice = new CriticChoice(4, 2) });
        var pairs = new Dictionary<(int, int), int>();
        for (var update = 0u; update < 6_000; update++)
        {
            noise.ChooseCritics(new AddressedRandom(3, DrawPurpose.TargetCritics, update));
            Assert.NotEqual(noise.TargetCritics[0], noise.TargetCritics[1]);
            var pair = (noise.TargetCritics.Min(), noise.TargetCritics.Max());
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }

        Assert.Equal(6, pairs.Count);
        Assert.All(pairs.Values, count => Assert.InRange(count, 850, 1_150)); // 1,000 each, five standard deviations
    }

    /// <summary>Episodes of ten transitions; observation, action and reward are the transition's number.</summary>
    private static ReplayBuffer Numbered(int count)
    {
        var chunk = TransitionChunk.Allocate(count, 1, 1);
        for (var i = 0; i < count; i++)
        {
            (chunk.Observations[i], chunk.NextObservations[i], chunk.Actions[i], chunk.Rewards[i]) = (i, i + 1, i, i);
            chunk.Terminals[i] = i % 10 == 9;
        }

        var replay = new ReplayBuffer(1_000, 1, 1);
        replay.Append(chunk);
        return replay;
    }
}
