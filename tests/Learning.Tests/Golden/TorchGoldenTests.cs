using AwacAkka.Learning.Awac;
using AwacAkka.Learning.Sac;
using AwacAkka.Learning.Training;
using TorchSharp;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>The learners on TorchSharp.</summary>
public sealed class TorchGoldenTests : GoldenTests
{
    protected override ILearner Create(AlgorithmConfig config, int observationDimension, int actionDimension, TrainingState initial) =>
        config switch
        {
            AwacConfig awac => new TorchAwac(awac, observationDimension, actionDimension, initial, torch.CPU),
            SacConfig sac => new TorchSac(sac, observationDimension, actionDimension, initial, torch.CPU),
            _ => throw new ArgumentException($"no learner for {config}"),
        };
}
