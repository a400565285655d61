using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>Runs of days: updates leave no tensor and no native memory behind. Counts the whole process, so nothing runs beside it.</summary>
[Collection(nameof(LiveTensors))]
[Trait("Category", "Run")]
[Trait("Category", "Long")]
public sealed class TorchMemoryTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Configs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Live_tensors_stay_flat_over_updates_and_checkpoints(string name) => AssertFlat(name, warmUp: 20, updates: 20); // live tensors are counted exactly: a leak in any update shows

    /// <summary>Minutes long; run with <c>-explicit only</c>.</summary>
    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void Live_tensors_and_memory_stay_flat_over_a_hundred_thousand_updates(string name)
    {
        var growth = AssertFlat(name, warmUp: 50, updates: 100_000);
        Assert.True(growth < 16 << 20, $"the process grew by {growth >> 20} MiB");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_disposed_learner_frees_all_its_tensors(string name)
    {
        var golden = GoldenFile.Read(name);
        var before = LiveTensors.Count();
        using (golden.Torch())
        {
            Assert.True(torch.Tensor.TotalCount > before);
        }

        // TorchSharp goes on counting the tensor that a parameter was made of, though nothing is left in it.
        var parameters = golden.State(0).Tensors.Keys.Count(tensor => tensor.Split('.')[0] is not ("adam" or "normaliser"));
        Assert.Equal(before + parameters, LiveTensors.Count());
    }

    /// <summary>Growth of the process's resident memory after the warm-up, in bytes.</summary>
    private static long AssertFlat(string name, int warmUp, int updates)
    {
        var golden = GoldenFile.Read(name);
        using var learner = golden.Torch();
        var inputs = Enumerable.Range(0, golden.Updates).Select(golden.Inputs).ToArray();
        Run(warmUp);
        var (tensors, memory) = (LiveTensors.Count(), Environment.WorkingSet);

        Run(updates);
        learner.Restore(learner.Capture());

        Assert.Equal(tensors, torch.Tensor.TotalCount);
        return Environment.WorkingSet - memory;

        void Run(int count)
        {
            for (var update = 0; update < count; update++)
            {
                var (batch, noise) = inputs[update % inputs.Length];
                learner.Update(batch, noise);
            }

            learner.TakeMetrics();
        }
    }
}

/// <summary>Tests that count live tensors of the whole process.</summary>
[CollectionDefinition(nameof(LiveTensors), DisableParallelization = true)]
public sealed class LiveTensors
{
    /// <summary>Live tensors, without those that only await their finaliser.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
