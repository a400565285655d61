using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>The learners on TorchSharp.</summary>
[Trait("Category", "Long")]
public sealed class TorchGoldenTests : GoldenTests<TorchGoldenTests.Files>
{
    /// <summary>All of them.</summary>
    public sealed class Files : IGoldenFiles
    {
        public static IEnumerable<string> Names => GoldenFile.Configs.Keys;
    }

    protected override ILearner Create(AlgorithmConfig config, Dimensions dimensions, TrainingState initial) =>
        AlgorithmRegistry.Of(config).Torch(config, new LearnerContext(dimensions, initial, new LearnerExecution()));
}
