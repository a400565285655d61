using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

/// <summary>What a batch learns of the episode around a transition: in a dataset, over the chunks of several streams, at the ring's seam.</summary>
public sealed class EpisodeColumnsTests
{
    private const float Gamma = 0.5f;

    [Fact]
    public void A_return_goes_to_the_end_of_its_episode_and_says_what_a_value_there_would_count()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk([new(0, 1), new(1, 2), new(2, 4, Terminal: true), new(7, 8), new(8, 16, Timeout: true), new(9, 32)]));
        var batch = Gathered(replay, [0, 1, 2, 3, 4, 5]);
        Assert.Equal([1 + 1 + 1, 2 + 2, 4, 8 + 8, 16, 32], batch.Returns[..6]);
        Assert.Equal([0, 0, 0, 0.25f, 0.5f, 0.5f], batch.ReturnDiscounts[..6]);
        Assert.Equal([4, 4, 4, 16, 16, 32], batch.LastRewards[..6]);
        Assert.Equal([3, 3, 3, 9, 9, 10], batch.LastObservations[..6]);
    }

    [Fact]
    public void A_return_of_two_steps_says_what_a_value_after_them_would_count_and_ends_early_where_its_episode_does()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk([new(0, 1), new(1, 2), new(2, 4, Terminal: true), new(7, 8), new(8, 16), new(9, 32, Timeout: true)]));
        var columns = new EpisodeColumns(replay, BatchColumns.Return, Gamma, rewardScale: 1, rewardShift: 0, maskTerminals: true, returnSteps: 2);
        var batch = Gathered(replay, [0, 1, 2, 3, 4, 5], columns);
        Assert.Equal([1 + 1, 2 + 2, 4, 8 + 8, 16 + 16, 32], batch.Returns[..6]);
        Assert.Equal([0.25f, 0, 0, 0.25f, 0.25f, 0.5f], batch.ReturnDiscounts[..6]);
        Assert.Equal([2, 4, 4, 16, 32, 32], batch.LastRewards[..6]);
        Assert.Equal([2, 3, 3, 9, 10, 10], batch.LastObservations[..6]);
    }

    /// <summary>The next action is then the one at the state that the steps lead to.</summary>
    [Fact]
    public void Two_steps_for_one_are_their_rewards_the_state_after_them_and_what_a_value_there_counts()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk([new(0, 1), new(1, 2), new(2, 4, Terminal: true), new(7, 8), new(8, 16), new(9, 32), new(10, 64, Timeout: true)]));
        var columns = new EpisodeColumns(
            replay, BatchColumns.Steps | BatchColumns.NextAction, Gamma, rewardScale: 2, rewardShift: 0, maskTerminals: true, steps: 2);
        columns.Prepare();
        int[] rows = [.. Enumerable.Range(0, 7)];
        var batch = new TransitionBatch(rows.Length, 1, 1, BatchColumns.Steps | BatchColumns.NextAction);
        replay.Gather(rows, batch, null);
        columns.Gather(rows, batch, null);
        Assert.Equal([2 + 2, 4 + 4, 8, 16 + 16, 32 + 32, 64 + 64, 128], batch.Rewards);
        Assert.Equal([0.25f, 0, 0, 0.25f, 0.25f, 0.25f, 0.5f], batch.Discounts);
        Assert.Equal([2, 3, 3, 9, 10, 11, 11], batch.NextObservations);
        Assert.Equal([ActionAt(2), 0, 0, ActionAt(9), ActionAt(10), 0, 0], batch.NextActions);
        Assert.Equal(Enumerable.Range(0, 7).Select(row => replay.ObservationAt(row)[0]), batch.Observations);
    }

    [Fact]
    public void The_next_action_is_the_one_that_the_data_take_next_and_unknown_where_an_episode_ends_or_breaks_off()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk([new(0, 0), new(1, 0, Terminal: true), new(5, 0), new(6, 0, Timeout: true), new(20, 0), new(30, 0)]));
        var batch = Gathered(replay, [0, 1, 2, 3, 4, 5]);
        Assert.Equal([1, 0, 1, 0, 0, 0], batch.HasNextAction[..6]);
        Assert.Equal([ActionAt(1), 0, ActionAt(6), 0, 0, 0], batch.NextActions[..6]);
    }

    /// <summary>Rewards are scaled and shifted first; without a mask a terminal state is worth what it is.</summary>
    [Fact]
    public void Rewards_are_scaled_and_shifted_before_they_are_added_up_and_a_mask_can_be_left_out()
    {
        var replay = new ReplayBuffer(100, 1, 1);
        replay.Append(Chunk([new(0, 1), new(1, 2, Terminal: true)]));
        var batch = Gathered(replay, [0, 1], new EpisodeColumns(replay, BatchColumns.Return, Gamma, rewardScale: 10, rewardShift: 5, maskTerminals: false));
        Assert.Equal([15 + 0.5f * 25, 25], batch.Returns[..2]);
        Assert.Equal([0.25f, 0.5f], batch.ReturnDiscounts[..2]);
        Assert.Equal([25, 25], batch.LastRewards[..2]);
    }

    /// <summary>Two streams whose chunks lie in turn, over many rounds and three times the ring: what a new reader finds is what one who was there all along has.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(64)]
    [InlineData(41)]
    public void Streams_go_on_in_the_next_rounds_chunk_and_it_does_not_matter_since_when_one_looks(int capacity)
    {
        var replay = new ReplayBuffer(capacity, 1, 1);
        var always = Columns(replay);
        for (var round = 0; round < 20; round++)
        {
            for (var slot = 0; slot < 2; slot++)
            {
                // Episodes of 12 steps in the first stream, and one without end in the second; both begin at the same observation.
                replay.Append(Chunk([.. Enumerable.Range(5 * round, 5).Select(step => slot == 0
                    ? new Step(step % 12, step, Terminal: step % 12 == 11)
                    : new Step(step == 0 ? 0 : 1_000 + step, -step, To: 1_001 + step))]));
            }

            always.Prepare();
            int[] rows = [.. Enumerable.Range(0, replay.Count)];
            var (old, fresh) = (Gathered(replay, rows, always), Gathered(replay, rows));
            Assert.Equal(fresh.Returns, old.Returns);
            Assert.Equal(fresh.ReturnDiscounts, old.ReturnDiscounts);
            Assert.Equal(fresh.LastRewards, old.LastRewards);
            Assert.Equal(fresh.LastObservations, old.LastObservations);
            Assert.Equal(fresh.NextActions, old.NextActions);
            Assert.Equal(fresh.HasNextAction, old.HasNextAction);

            // Of a round before the last, nothing is open but ends of episodes; of the last, the last row of either stream.
            var open = rows.Count(row => fresh.HasNextAction[row] == 0);
            var ends = rows.Count(replay.EndsAt);
            Assert.Equal(ends + 2 - (replay.EndsAt(Newest(replay) - 5 < 0 ? Newest(replay) - 5 + capacity : Newest(replay) - 5) ? 1 : 0), open);
        }
    }

    [Fact]
    public void What_the_ring_overwrites_shortens_no_return_of_what_it_holds()
    {
        var replay = new ReplayBuffer(4, 1, 1);
        var columns = Columns(replay);
        replay.Append(Chunk([new(0, 1), new(1, 1), new(2, 1), new(3, 1)]));
        columns.Prepare();
        replay.Append(Chunk([new(4, 1), new(5, 1, Terminal: true)])); // over the first two
        var batch = Gathered(replay, [2, 3, 0, 1], columns);
        Assert.Equal([1.875f, 1.75f, 1.5f, 1], batch.Returns[..4]);
        Assert.Equal([ActionAt(3), ActionAt(4), ActionAt(5), 0], batch.NextActions[..4]);
    }

    [Fact]
    public void Parts_of_a_window_are_the_dataset_and_what_was_collected_also_where_the_ring_has_overwritten_the_first()
    {
        var replay = new ReplayBuffer(6, 1, 1);
        replay.Append(Chunk([.. Enumerable.Range(0, 4).Select(i => new Step(i, i))]));
        Assert.Equal((4, 0, 0L), Parts(new ReplayWindow(replay, replay.Count, offline: 4)));
        replay.Append(Chunk([.. Enumerable.Range(4, 4).Select(i => new Step(i, i))]));
        var window = new ReplayWindow(replay, replay.Count, offline: 4);
        Assert.Equal((2, 4, 4L), Parts(window));
        Assert.Equal([2f, 3f], Enumerable.Range(0, 2).Select(i => replay.RewardAt(window.OfflineRow(i))));
        Assert.Equal([4f, 5f, 6f, 7f], Enumerable.Range(0, 4).Select(i => replay.RewardAt(window.OnlineRow(i))));
        replay.Append(Chunk([.. Enumerable.Range(8, 3).Select(i => new Step(i, i))]));
        Assert.Equal((0, 6, 7L), Parts(new ReplayWindow(replay, replay.Count, offline: 4)));

        static (int Offline, int Online, long Collected) Parts(ReplayWindow w) => (w.Offline, w.Online, w.Collected);
    }

    private static int Newest(ReplayBuffer replay) => replay.PlaceOf(replay.Appended - 1);

    private static EpisodeColumns Columns(ReplayBuffer replay) =>
        new(replay, BatchColumns.NextAction | BatchColumns.Return, Gamma, rewardScale: 1, rewardShift: 0, maskTerminals: true);

    private static TransitionBatch Gathered(ReplayBuffer replay, int[] rows, EpisodeColumns? columns = null)
    {
        columns ??= Columns(replay);
        columns.Prepare();
        var batch = new TransitionBatch(rows.Length, 1, 1, BatchColumns.NextAction | BatchColumns.Return);
        columns.Gather(rows, batch, null);
        return batch;
    }

    private static float ActionAt(float observation) => observation / 1_000;

    private static TransitionChunk Chunk(Step[] steps)
    {
        var chunk = TransitionChunk.Allocate(steps.Length, 1, 1);
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            (chunk.Observations[i], chunk.NextObservations[i], chunk.Actions[i]) = (step.Observation, step.To ?? step.Observation + 1, ActionAt(step.Observation));
            (chunk.Rewards[i], chunk.Terminals[i], chunk.Timeouts[i]) = (step.Reward, step.Terminal, step.Timeout);
        }

        return chunk;
    }

    private sealed record Step(float Observation, float Reward, bool Terminal = false, bool Timeout = false, float? To = null);
}
