using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>A network of an algorithm.</summary>
/// <param name="Name">Prefix of its tensors' names, such as <c>policy</c> or <c>q1</c>.</param>
/// <param name="Shape">Its layers.</param>
/// <param name="Initialisation">How its weights are drawn.</param>
public sealed record NetworkSpec(string Name, MlpShape Shape, Initialisation Initialisation = Initialisation.Framework)
{
    /// <summary>Bound of the last layer's weights under <see cref="Initialisation.Rlkit"/>.</summary>
    public double LastLayerBound { get; init; } = 3e-3;

    /// <summary>What its output is bounded by from above; null where by nothing.</summary>
    public float? UpperBound { get; init; }

    /// <summary>Whether a copy follows it slowly, under the name <c>NAME_target</c>.</summary>
    public bool HasTarget { get; init; }
}

/// <summary>A number of an algorithm's state, such as <c>log_alpha</c>.</summary>
/// <param name="Name">Its tensor's name.</param>
/// <param name="Initial">Where it starts.</param>
public sealed record ScalarSpec(string Name, float Initial)
{
    /// <summary>Whether a gradient trains it; else it has no moments.</summary>
    public bool IsTrained { get; init; } = true;
}

/// <summary>
/// All that an algorithm trains. A network's place in the list is part of the address of its initial weights: never reorder, only add.
/// </summary>
/// <param name="Networks">The networks; the policy is the one named so.</param>
public sealed record NetworkPlan(params IReadOnlyList<NetworkSpec> Networks)
{
    /// <summary>Numbers beside the networks.</summary>
    public IReadOnlyList<ScalarSpec> Scalars { get; init; } = [];

    /// <summary>Initial weights from addressed draws, targets copied from their networks, moments zero.</summary>
    /// <param name="seed">The run's seed.</param>
    public SortedDictionary<string, StateTensor> InitialTensors(ulong seed)
    {
        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        for (var i = 0; i < Networks.Count; i++)
        {
            AddNetwork(tensors, Networks[i], seed, (uint)i);
        }

        foreach (var scalar in Scalars)
        {
            var value = new StateTensor([1], [scalar.Initial]);
            if (scalar.IsTrained)
            {
                AddTrained(tensors, scalar.Name, value);
            }
            else
            {
                tensors[scalar.Name] = value;
            }
        }

        return tensors;
    }

    private static void AddNetwork(SortedDictionary<string, StateTensor> tensors, NetworkSpec network, ulong seed, uint place)
    {
        var (name, shape) = (network.Name, network.Shape);
        foreach (var (tensor, sizes, _) in ParameterLayout.Of(name, shape))
        {
            AddTrained(tensors, tensor, new StateTensor(sizes, new float[sizes.Aggregate((product, size) => product * size)]));
        }

        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var last = layer == shape.Layers - 1;
            var random = new AddressedRandom(seed, DrawPurpose.Weights, (uint)layer, place);
            var bound = network.Initialisation == Initialisation.Framework ? 1 / Math.Sqrt(shape.In(layer))
                : last ? network.LastLayerBound
                : 1 / Math.Sqrt(shape.Out(layer)); // rlkit takes the layer's width for its fan-in
            random.FillUniform(tensors[$"{name}.{layer}.weight"].Data, (float)-bound, (float)bound);
            if (network.Initialisation == Initialisation.Framework)
            {
                random.FillUniform(tensors[$"{name}.{layer}.bias"].Data, (float)-bound, (float)bound);
            }

            if (shape.IsNormalised(layer))
            {
                Array.Fill(tensors[$"{name}.norm{layer}.weight"].Data, 1);
            }
        }

        if (network.HasTarget)
        {
            foreach (var (tensor, _, _) in ParameterLayout.Of(name, shape))
            {
                tensors[$"{name}_target{tensor[name.Length..]}"] = tensors[tensor];
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
