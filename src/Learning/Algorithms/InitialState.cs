using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms;

/// <summary>Initial training states: weights from addressed draws, targets copied from the critics, moments zero.</summary>
public static class InitialState
{
    private const uint PolicyNetwork = 0;
    private const uint FirstCritic = 1;
    private const uint SecondCritic = 2;

    /// <summary>The state before the first update of an algorithm; <paramref name="normaliser"/> becomes part of it.</summary>
    public static TrainingState Create(
        AlgorithmConfig config, int observationDimension, int actionDimension, ulong seed, Normaliser? normaliser = null)
    {
        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        var criticShape = new MlpShape(observationDimension + actionDimension, config.CriticHidden, 1);
        var (policyShape, initialisation) = config switch
        {
            AwacConfig awac => (FusedAwac.PolicyShape(awac, observationDimension, actionDimension), awac.Initialisation),
            SacConfig sac => (FusedSac.PolicyShape(sac, observationDimension, actionDimension), Initialisation.Framework),
            _ => throw new ArgumentException($"no initial state is known for the algorithm '{config.Algorithm}'"),
        };
        Add(tensors, "policy", policyShape, initialisation, lastLayerBound: 1e-3, seed, PolicyNetwork);
        Add(tensors, "q1", criticShape, initialisation, lastLayerBound: 3e-3, seed, FirstCritic);
        Add(tensors, "q2", criticShape, initialisation, lastLayerBound: 3e-3, seed, SecondCritic);
        if (config is SacConfig { InitialTemperature: var temperature })
        {
            AddTrained(tensors, "log_alpha", new StateTensor([1], [MathF.Log(temperature)]));
        }

        foreach (var (name, tensor) in tensors.Where(t => t.Key[0] == 'q').ToArray())
        {
            tensors[name[..2] + "_target" + name[2..]] = tensor;
        }

        foreach (var (name, tensor) in normaliser?.ToTensors() ?? [])
        {
            tensors[name] = tensor;
        }

        return new TrainingState(config.Algorithm, 0, tensors);
    }

    private static void Add(
        SortedDictionary<string, StateTensor> tensors, string name, MlpShape shape, Initialisation initialisation,
        double lastLayerBound, ulong seed, uint network)
    {
        foreach (var (tensor, sizes, _) in FlatNetwork.Layout(name, shape))
        {
            AddTrained(tensors, tensor, new StateTensor(sizes, new float[sizes.Aggregate((product, size) => product * size)]));
        }

        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var last = layer == shape.Layers - 1;
            var random = new AddressedRandom(seed, DrawPurpose.Weights, (uint)layer, network);
            var bound = initialisation == Initialisation.Framework ? 1 / Math.Sqrt(shape.In(layer))
                : last ? lastLayerBound
                : 1 / Math.Sqrt(shape.Out(layer)); // rlkit takes the layer's width for its fan-in
            random.FillUniform(tensors[$"{name}.{layer}.weight"].Data, (float)-bound, (float)bound);
            if (initialisation == Initialisation.Framework)
            {
                random.FillUniform(tensors[$"{name}.{layer}.bias"].Data, (float)-bound, (float)bound);
            }
        }
    }

    private static void AddTrained(SortedDictionary<string, StateTensor> tensors, string name, StateTensor value)
    {
        tensors[name] = value;
        tensors[$"adam.m.{name}"] = new StateTensor(value.Shape, new float[value.Data.Length]);
        tensors[$"adam.v.{name}"] = new StateTensor(value.Shape, new float[value.Data.Length]);
    }
}
