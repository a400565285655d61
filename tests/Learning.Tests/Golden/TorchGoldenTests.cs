using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>The learners on TorchSharp.</summary>
public sealed class TorchGoldenTests : GoldenTests
{
    protected override ILearner Create(AlgorithmConfig config, int observationDimension, int actionDimension, TrainingState initial) =>
        config switch
        {
            AwacConfig awac => new TorchAwac(awac, observationDimension, actionDimension, initial, TorchEngine.Device("cpu")),
            SacConfig sac => new TorchSac(sac, observationDimension, actionDimension, initial, TorchEngine.Device("cpu")),
            _ => throw new ArgumentException($"no learner for {config}"),
        };
}
