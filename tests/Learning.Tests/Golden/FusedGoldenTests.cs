using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>The fused CPU learners on two threads.</summary>
public class FusedGoldenTests : GoldenTests<FusedGoldenTests.Files>
{
    /// <summary>Those of algorithms and values that have a fused learner.</summary>
    public sealed class Files : IGoldenFiles
    {
        public static IEnumerable<string> Names => GoldenFile.Configs
            .Where(file => AlgorithmRegistry.Of(file.Value).IsFusedWith(file.Value)).Select(file => file.Key);
    }

    protected virtual int Threads => 2;

    protected override ILearner Create(AlgorithmConfig config, Dimensions dimensions, TrainingState initial) =>
        AlgorithmRegistry.Of(config).Fused(config, new LearnerContext(dimensions, initial, new LearnerExecution(Threads)));
}

/// <summary>The same on the caller's thread alone.</summary>
public sealed class FusedOnOneThreadGoldenTests : FusedGoldenTests
{
    protected override int Threads => 1;
}
