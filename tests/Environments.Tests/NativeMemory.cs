using System.Runtime.InteropServices;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>Counts what the C allocator has handed out; runs alone, since every thread of the process allocates.</summary>
[Collection(nameof(NativeMemory))]
[CollectionDefinition(nameof(NativeMemory), DisableParallelization = true)]
public partial class NativeMemory
{
    // Room for what the runtime itself allocates meanwhile; one lost environment takes more.
    private const long Slack = 4 << 20;

    [Fact]
    public void Environments_made_and_disposed_leave_nothing_behind()
    {
        MakeAndDispose(10);
        AssertKept(() => MakeAndDispose(200));
    }

    [Fact]
    public void The_count_would_show_lost_environments()
    {
        MakeAndDispose(1);
        var before = AllocatedBytes();
        var held = Enumerable.Range(0, 20).Select(_ => EnvironmentRegistry.Make("HalfCheetah-v4")).ToList();
        var perEnvironment = (AllocatedBytes() - before) / held.Count;
        held.ForEach(environment => environment.Dispose());
        Assert.True(perEnvironment > 2 * Slack, $"{perEnvironment} bytes");
    }

    /// <summary>An environment that its owner forgot is freed with its garbage.</summary>
    [Fact]
    public void Forgotten_environments_are_freed_by_the_collector()
    {
        Forget(10);
        AssertKept(() => Forget(200));
    }

    [Fact]
    public void Models_compiled_and_disposed_leave_nothing_behind()
    {
        void Compile(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var model = MuJoCoModel.FromResource("half_cheetah.xml");
                Assert.Throws<MuJoCoException>(() => MuJoCoModel.FromXml("<mujoco><actuator><motor joint='absent'/></actuator></mujoco>"));
            }
        }

        Compile(10);
        AssertKept(() => Compile(600));
    }

    /// <summary>What is lost is lost each time; what the runtime allocates for itself, such as compiled code, need not be.</summary>
    private static void AssertKept(Action work)
    {
        var growth = long.MaxValue;
        for (var attempt = 0; attempt < 3 && growth > Slack; attempt++)
        {
            var before = AllocatedBytes();
            work();
            growth = AllocatedBytes() - before;
        }

        Assert.InRange(growth, long.MinValue, Slack);
    }

    private static void MakeAndDispose(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var environment = EnvironmentRegistry.Make("HalfCheetah-v4");
            Use(environment);
        }
    }

    private static void Forget(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Use(EnvironmentRegistry.Make("HalfCheetah-v4"));
            if (i % 10 == 9)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    private static void Use(IEnvironment environment)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        environment.Reset(1, observation);
        for (var step = 0; step < 5; step++)
        {
            environment.Step([1, 1, 1, 1, 1, 1], observation);
        }
    }

    private static long AllocatedBytes()
    {
        // Garbage of other tests may hold handles that need a second round.
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var info = MallocInfo();
        return (long)(info.MappedBytes + info.UsedBytes);
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial MallocStatistics MallocInfo();

    /// <summary>glibc's struct mallinfo2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MallocStatistics
    {
        public nuint ArenaBytes;
        public nuint FreeChunks;
        public nuint FastFreeChunks;
        public nuint MappedRegions;
        public nuint MappedBytes;
        public nuint Unused;
        public nuint FastFreeBytes;
        public nuint UsedBytes;
        public nuint FreeBytes;
        public nuint ReleasableBytes;
    }
}
