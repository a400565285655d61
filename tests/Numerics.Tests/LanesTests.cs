using System.Collections.Concurrent;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Numerics.Tests;

/// <summary>Jobs and blocks run once each, in the order that is promised, whoever runs them.</summary>
public sealed class LanesTests
{
    private const int Blocks = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<int, int> LanesAndJobs => new MatrixTheoryData<int, int>([1, 2, 3, 4, 7], [1, 2, 3, 10, 40]);

    [Theory]
    [MemberData(nameof(LanesAndJobs))]
    public void Every_block_runs_once_after_its_job(int count, int jobs)
    {
        using var lanes = new Lanes(count);
        for (var round = 0; round < 10; round++)
        {
            var done = new int[jobs];
            var runs = new int[jobs, Blocks];
            var early = 0;
            void Job(int job, int lane)
            {
                Thread.SpinWait(job == 0 ? 2000 : 10); // one job is late
                Interlocked.Increment(ref done[job]);
            }

            void Block(int job, int block, int lane)
            {
                Interlocked.Add(ref early, Volatile.Read(ref done[job]) == 1 ? 0 : 1);
                Interlocked.Increment(ref runs[job, block]);
            }

            lanes.Run(jobs, Job, Blocks, Block);
            Assert.All(done, times => Assert.Equal(1, times));
            Assert.All(runs.Cast<int>(), times => Assert.Equal(1, times));
            Assert.Equal(0, early);
        }
    }

    /// <summary>Short runs in a row, with pauses in which helpers fall asleep: no wake-up may be lost and no offer taken up twice.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Hundreds_of_short_runs_lose_nothing(int count)
    {
        using var lanes = new Lanes(count);
        var sum = 0L;
        for (var round = 0; round < 600; round++)
        {
            lanes.Run(3, job => Interlocked.Add(ref sum, job + 1));
            if (round % 50 == 0)
            {
                Thread.Sleep(3);
            }
        }

        Assert.Equal(600 * 6, sum);
    }

    [Fact]
    public void A_lane_that_is_done_takes_blocks_from_another()
    {
        using var lanes = new Lanes(2);
        var taken = 0;
        using var begun = new ManualResetEventSlim();
        using var stolen = new ManualResetEventSlim();
        void Block(int job, int block, int lane)
        {
            if (job != lane)
            {
                Interlocked.Increment(ref taken);
                stolen.Set();
            }
            else if (job == 0)
            {
                begun.Set();
                Assert.True(stolen.Wait(Patience)); // goes on only when the other has taken one
            }
            else
            {
                Assert.True(begun.Wait(Patience)); // else it could be done, and gone, before the other's job may be taken from
            }
        }

        lanes.Run(2, null, Blocks, Block);
        Assert.InRange(taken, 1, Blocks - 1);
    }

    [Fact]
    public void All_lanes_work_at_the_same_time()
    {
        using var lanes = new Lanes(4);
        using var all = new Barrier(4);
        var met = 0;
        lanes.Run(4, _ => Interlocked.Add(ref met, all.SignalAndWait(Patience) ? 1 : 0));
        Assert.Equal(4, met);
    }

    /// <summary>A workspace belongs to a lane, so two threads must never run in the name of one.</summary>
    [Fact]
    public void A_lane_is_always_the_same_thread_and_the_first_is_the_callers()
    {
        using var lanes = new Lanes(3);
        var threads = new ConcurrentDictionary<(int Lane, int Thread), bool>();
        for (var round = 0; round < 20; round++)
        {
            lanes.Run(5, null, Blocks, (_, _, lane) => threads[(lane, Environment.CurrentManagedThreadId)] = true);
        }

        Assert.Distinct(threads.Keys.Select(pair => pair.Lane));
        Assert.Contains((0, Environment.CurrentManagedThreadId), threads.Keys);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    public void A_job_that_fails_is_reported_and_the_lanes_go_on(int count, int failing)
    {
        using var lanes = new Lanes(count);
        void Fail(int job, int lane)
        {
            if (job == failing)
            {
                throw new ArithmeticException("no");
            }
        }

        var error = Assert.ThrowsAny<Exception>(() => lanes.Run(3, Fail, Blocks, (_, _, _) => { }));
        Assert.IsType<ArithmeticException>(error.InnerException ?? error);
        var runs = 0;
        lanes.Run(3, null, Blocks, (_, _, _) => Interlocked.Increment(ref runs));
        Assert.Equal(3 * Blocks, runs);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var lanes = new Lanes(2);
        Action<int> job = _ => { };
        Action<int, int, int> block = (_, _, _) => { };
        Assert.Equal(0, Allocations.OfEvery(() =>
        {
            lanes.Run(12, job);
            lanes.Run(12, null, 3, block);
        }));
    }
}
