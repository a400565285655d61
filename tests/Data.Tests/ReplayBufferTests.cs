using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

public class ReplayBufferTests
{
    [Fact]
    public void Gather_returns_the_rows_that_were_appended()
    {
        var buffer = new ReplayBuffer(100_000, 3, 2);
        for (var start = 0; start < 40_000; start += 1_000)
        {
            buffer.Append(Numbered(start, 1_000));
        }

        var batch = new TransitionBatch(4, 3, 2);
        buffer.Gather([0, 39_999, 16_384], batch, null);
        Assert.Equal(3, batch.Size);
        Assert.Equal([0f, 39_999f, 16_384f], batch.Rewards[..3]);
        Assert.Equal([39_999f, 39_999.25f, 39_999.5f], batch.Observations[3..6]);
        Assert.Equal([40_000f, 40_000.25f, 40_000.5f], batch.NextObservations[3..6]);
        Assert.Equal([-16_384f, -16_384.25f], batch.Actions[4..6]);
        Assert.Equal([1f, 0f, 0f], batch.Terminated[..3]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 5)]
    [InlineData(7, 8)]
    [InlineData(9, 16)]
    [InlineData(17, 6)]
    [InlineData(33, 24)]
    public void Gather_copies_rows_of_any_width_and_nothing_beside_them(int obs, int act)
    {
        var source = Numbered(0, 20_000, obs, act);
        var buffer = new ReplayBuffer(20_000, obs, act);
        buffer.Append(source);
        var batch = new TransitionBatch(40, obs, act);
        Array.Fill(batch.Observations, float.NaN);
        Array.Fill(batch.NextObservations, float.NaN);
        Array.Fill(batch.Actions, float.NaN);
        var indices = Enumerable.Range(0, 30).Select(i => i * 7_919 % 20_000).ToArray();

        buffer.Gather(indices, batch, null);

        Assert.Equal(indices.SelectMany(i => source.Observations[(i * obs)..((i + 1) * obs)]), batch.Observations[..(30 * obs)]);
        Assert.Equal(indices.SelectMany(i => source.NextObservations[(i * obs)..((i + 1) * obs)]), batch.NextObservations[..(30 * obs)]);
        Assert.Equal(indices.SelectMany(i => source.Actions[(i * act)..((i + 1) * act)]), batch.Actions[..(30 * act)]);
        Assert.All(batch.Observations[(30 * obs)..], x => Assert.Equal(float.NaN, x));
        Assert.All(batch.Actions[(30 * act)..], x => Assert.Equal(float.NaN, x));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(16_383)]
    public void Gather_refuses_a_row_beyond_the_capacity(int index)
    {
        var buffer = new ReplayBuffer(10, 3, 2);
        buffer.Append(Numbered(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Gather([index], new TransitionBatch(1, 3, 2), null));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(16_384)]
    [InlineData(20_000)]
    public void At_capacity_the_oldest_transitions_go(int capacity)
    {
        var buffer = new ReplayBuffer(capacity, 1, 1);
        var total = 0;
        while (total < 2 * capacity + 7)
        {
            var count = Math.Min(capacity, 1_777);
            buffer.Append(Numbered(total, count, 1, 1));
            total += count;
        }

        Assert.Equal((capacity, total), (buffer.Count, buffer.Appended));
        Assert.Equal(Enumerable.Range(total - capacity, capacity).Select(i => (float)i), buffer.ToChunk().Rewards);
    }

    [Fact]
    public void Gather_normalises_observations_and_successors_only()
    {
        var buffer = new ReplayBuffer(10, 3, 2);
        buffer.Append(Numbered(0, 5));
        var (plain, scaled) = (new TransitionBatch(2, 3, 2), new TransitionBatch(2, 3, 2));
        var normaliser = new Normaliser([1, 2, 3], [2, 4, 8]);
        buffer.Gather([4, 1], plain, null);
        buffer.Gather([4, 1], scaled, normaliser);
        Assert.Equal(plain.Actions, scaled.Actions);
        Assert.Equal(plain.Rewards, scaled.Rewards);
        Assert.Equal((plain.Observations[4] - 2) / 4, scaled.Observations[4]);
        Assert.Equal((plain.NextObservations[2] - 3) / 8, scaled.NextObservations[2]);
    }

    [Fact]
    public void Gather_allocates_nothing()
    {
        var buffer = new ReplayBuffer(50_000, 17, 6);
        buffer.Append(Numbered(0, 50_000, 17, 6));
        var batch = new TransitionBatch(256, 17, 6);
        var indices = Enumerable.Range(0, 256).Select(i => i * 195).ToArray();
        var normaliser = Normaliser.Identity(17);
        Assert.Equal(0, Allocations.OfEvery(() => buffer.Gather(indices, batch, normaliser)));
    }

    [Fact]
    public void A_prefix_reads_the_same_while_the_writer_appends_beyond_it()
    {
        var buffer = new ReplayBuffer(200_000, 3, 2);
        buffer.Append(Numbered(0, 1_000));
        var prefix = buffer.Count;
        using var go = new ManualResetEventSlim();
        var writer = new Thread(() =>
        {
            go.Set();
            for (var start = 1_000; start < 200_000; start += 1_000)
            {
                buffer.Append(Numbered(start, 1_000));
            }
        });
        writer.Start();
        go.Wait(TestContext.Current.CancellationToken);
        var batch = new TransitionBatch(prefix, 3, 2);
        var indices = Enumerable.Range(0, prefix).ToArray();
        do
        {
            buffer.Gather(indices, batch, null);
            Assert.Equal(indices.Select(i => (float)i), batch.Rewards);
            Assert.Equal(indices.SelectMany(i => new[] { i, i + 0.25f, i + 0.5f }), batch.Observations);
        }
        while (writer.IsAlive);

        writer.Join();
        Assert.Equal(200_000, buffer.Count);
    }

    [Fact]
    public void A_large_capacity_costs_nothing_until_it_is_used()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var buffer = new ReplayBuffer(ReplayBuffer.MaxCapacity, 45, 24);
        buffer.Append(Numbered(0, 1, 45, 24));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_000_000);
    }

    [Fact]
    public void Chunks_that_do_not_fit_are_refused()
    {
        var buffer = new ReplayBuffer(10, 3, 2);
        Assert.Contains("11 transitions", Assert.Throws<ArgumentException>(() => buffer.Append(Numbered(0, 11))).Message);
        Assert.Throws<ArgumentException>(() => buffer.Append(Numbered(0, 1, 4, 2)));
        Assert.Throws<ArgumentException>(() => buffer.Append(Numbered(0, 2) with { Terminals = new bool[1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(ReplayBuffer.MaxCapacity + 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(0, 1, 1));
        Assert.Equal(0, buffer.Count);
    }

    /// <summary>Row i holds i + 0.25 c in observations, i + 1 + 0.25 c in successors, minus that in actions; row 0 is terminal.</summary>
    private static TransitionChunk Numbered(int start, int count, int obs = 3, int act = 2)
    {
        var chunk = TransitionChunk.Allocate(count, obs, act);
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < obs; c++)
            {
                chunk.Observations[i * obs + c] = start + i + 0.25f * c;
                chunk.NextObservations[i * obs + c] = start + i + 1 + 0.25f * c;
            }

            for (var c = 0; c < act; c++)
            {
                chunk.Actions[i * act + c] = -(start + i + 0.25f * c);
            }

            chunk.Rewards[i] = start + i;
            chunk.Terminals[i] = start + i == 0;
        }

        return chunk;
    }
}
