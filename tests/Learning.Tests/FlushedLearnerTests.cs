using System.Runtime.InteropServices;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Learning.Tests;

/// <summary>Numbers below 2^-126 count as 0 within an update and nowhere else, whichever thread computes.</summary>
public sealed class FlushedLearnerTests
{
    private const float Denormal = 1e-39f;
    private const float Small = 2e-38f;

    public FlushedLearnerTests() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "only x64 flushes denormal numbers");

    /// <summary>Every preset on TorchSharp, and fused where it can be.</summary>
    public static TheoryData<string, bool> Learners =>
    [
        .. LearnerCases.Presets.Select(preset => new TheoryDataRow<string, bool>(preset.Key, true)),
        .. LearnerCases.Presets.Where(preset => preset.Value.Algorithm.IsFused).Select(preset => new TheoryDataRow<string, bool>(preset.Key, false)),
    ];

    [Theory]
    [MemberData(nameof(Learners))]
    public void One_thread_and_two_compute_the_same_and_nothing_denormal_is_left_behind(string preset, bool torch)
    {
        var learned = LearnerCases.Presets[preset];
        var (one, two) = (Train(learned, torch, threads: 1, flush: true), Train(learned, torch, threads: 2, flush: true));
        Assert.Equal(one.Digest(), two.Digest());
        Assert.Equal(0, Denormals(one, learned));
        Assert.All(one.Tensors, t => Assert.True(t.Value.Data.All(float.IsFinite), t.Key));
        Assert.False(DenormalFlush.IsActive); // the calling thread is as it was
    }

    /// <summary>Not of every algorithm: CQL's gradients are large enough to leave none of them as it was.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_they_are_kept_some_are_left(bool torch)
    {
        var learned = LearnerCases.Presets["awac-corl"];

        Assert.NotEqual(0, Denormals(Train(learned, torch, threads: 1, flush: false), learned));
    }

    private static TrainingState Train(LearnerCase learned, bool torch, int threads, bool flush)
    {
        using var learner = torch ? learned.Torch(threads, flush) : learned.Fused(threads, flushDenormals: flush);
        return Trained(learner, learned);
    }

    /// <summary>Three updates from <see cref="Start"/>.</summary>
    private static TrainingState Trained(ILearner learner, LearnerCase learned)
    {
        learner.Restore(Start(learned));
        for (var update = 0; update < 3; update++)
        {
            var (batch, noise) = learned.Inputs(update);
            learner.Update(batch, noise);
        }

        return learner.Capture();
    }

    private static float[] Shrunk(float[] numbers) => [.. numbers.Select((number, i) => i % 7 == 3 ? (i % 2 == 0 ? Small : Denormal) : number)];

    /// <summary>A state with every seventh weight and moment small.</summary>
    private static TrainingState Start(LearnerCase learned)
    {
        using var learner = learned.Torch(1, true);
        var state = learner.Capture();
        return state with { Tensors = state.Tensors.ToDictionary(t => t.Key, t => t.Value with { Data = Shrunk(t.Value.Data) }) };
    }

    /// <summary>Those in tensors that the updates have changed: some algorithms leave the policy alone in most of them.</summary>
    private static int Denormals(TrainingState state, LearnerCase learned)
    {
        var start = Start(learned).Tensors;
        return state.Tensors.Where(t => !t.Value.Data.AsSpan().SequenceEqual(start[t.Key].Data)).Sum(t => t.Value.Data.Count(float.IsSubnormal));
    }
}
