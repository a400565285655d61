using AwacAkka.Numerics.Threads;

namespace AwacAkka.Numerics.Tests;

/// <summary>Halves and blocks run once each, in the order that is promised, whoever runs them.</summary>
public sealed class ThreadPairTests
{
    private const int Blocks = 50;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_block_runs_once_after_its_half(bool useHelper)
    {
        using var threads = new ThreadPair(useHelper);
        for (var round = 0; round < 200; round++)
        {
            var halves = new int[2];
            var runs = new int[2, Blocks];
            var early = 0;
            void Half(int half)
            {
                Thread.SpinWait(half == 0 ? 2000 : 10); // one half is late
                Interlocked.Increment(ref halves[half]);
            }

            void Block(int half, int block, int thread)
            {
                Interlocked.Add(ref early, Volatile.Read(ref halves[half]) == 1 ? 0 : 1);
                Interlocked.Increment(ref runs[half, block]);
            }

            threads.Run(Half, Blocks, Block);
            Assert.Equal([1, 1], halves);
            Assert.All(runs.Cast<int>(), count => Assert.Equal(1, count));
            Assert.Equal(0, early);
        }
    }

    [Fact]
    public void A_thread_that_is_done_takes_blocks_from_the_other()
    {
        using var threads = new ThreadPair(useHelper: true);
        var taken = 0;
        using var begun = new ManualResetEventSlim();
        using var stolen = new ManualResetEventSlim();
        void Block(int half, int block, int thread)
        {
            if (half != thread)
            {
                Interlocked.Increment(ref taken);
                stolen.Set();
            }
            else if (half == 0)
            {
                begun.Set();
                Assert.True(stolen.Wait(TimeSpan.FromSeconds(30))); // goes on only when the other has taken one
            }
            else
            {
                Assert.True(begun.Wait(TimeSpan.FromSeconds(30))); // else it could be done, and gone, before the other's half may be taken from
            }
        }

        threads.Run(null, Blocks, Block);
        Assert.InRange(taken, 1, Blocks - 1);
    }

    /// <summary>A workspace belongs to a thread, so nobody else may run blocks in its name.</summary>
    [Fact]
    public void Blocks_name_the_thread_that_runs_them()
    {
        using var threads = new ThreadPair(useHelper: true);
        var caller = Environment.CurrentManagedThreadId;
        var wrong = 0;
        threads.Run(null, Blocks, (_, _, thread) =>
            Interlocked.Add(ref wrong, (thread == 0) == (Environment.CurrentManagedThreadId == caller) ? 0 : 1));
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_half_that_fails_is_reported_and_the_pair_goes_on(int failing)
    {
        using var threads = new ThreadPair(useHelper: true);
        void Fail(int half)
        {
            if (half == failing)
            {
                throw new ArithmeticException("no");
            }
        }

        var error = Assert.ThrowsAny<Exception>(() => threads.Run(Fail, Blocks, (_, _, _) => { }));
        Assert.IsType<ArithmeticException>(error.InnerException ?? error);
        var runs = 0;
        threads.Run(null, Blocks, (_, _, _) => Interlocked.Increment(ref runs));
        Assert.Equal(2 * Blocks, runs);
    }
}
