using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms;

/// <summary>Initial training states.</summary>
public static class InitialState
{
    /// <summary>The state before the first update of an algorithm; <paramref name="normaliser"/> becomes part of it.</summary>
    public static TrainingState Create(AlgorithmConfig config, Dimensions dimensions, ulong seed, Normaliser? normaliser = null)
    {
        var tensors = AlgorithmRegistry.Of(config).Networks(config, dimensions).InitialTensors(seed);
        foreach (var (name, tensor) in normaliser?.ToTensors() ?? [])
        {
            tensors[name] = tensor;
        }

        return new TrainingState(config.Algorithm, 0, tensors);
    }
}
