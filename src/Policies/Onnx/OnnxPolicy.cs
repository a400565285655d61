namespace AwacAkka.Policies.Onnx;

/// <summary>
/// A policy as an ONNX model, for programs that have an ONNX runtime and nothing of this one. It computes what <see cref="PolicyNetwork.ActMean"/>
/// does, to the rounding of 32-bit numbers, and gives actions in the environment's own units.
/// </summary>
public static class OnnxPolicy
{
    /// <summary>The model's input, [batch, observation], 32-bit numbers as the environment gives them; a normaliser is part of the model.</summary>
    public const string Observation = "observation";

    /// <summary>The model's output: [batch, action], 32-bit numbers, or [batch], the indices of choices.</summary>
    public const string Action = "action";

    /// <summary>Writes a policy.</summary>
    /// <param name="snapshot">The policy.</param>
    /// <param name="environment">The id of the environment that it acts in.</param>
    /// <param name="observations">How many numbers its observations are.</param>
    /// <param name="low">The least of each number of an action, in the environment's units; none where actions are choices.</param>
    /// <param name="high">The largest of each number of an action.</param>
    /// <returns>An ONNX file: format 7, operator set 13.</returns>
    /// <exception cref="InvalidDataException">The snapshot is no policy, or one of other observations or actions than these.</exception>
    public static byte[] Write(PolicySnapshot snapshot, string environment, int observations, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        var network = new PolicyNetwork(snapshot); // which checks the snapshot
        if (network.ObservationDimension != observations)
        {
            throw new InvalidDataException($"the policy's observations are {network.ObservationDimension} numbers, those of {environment} {observations}");
        }

        var actions = network.Choices is null ? network.ActionDimension : 0;
        if (low.Count != actions || high.Count != actions)
        {
            throw new InvalidDataException(
                $"the policy's actions are {(actions == 0 ? "choices" : $"{actions} numbers")}, those of {environment} have bounds for {low.Count}");
        }

        var graph = new OnnxGraph();
        var outputs = Layers(graph, snapshot.Tensors, Normalised(graph, snapshot.Tensors));
        if (network.Choices is { } choices)
        {
            graph.Apply("ArgMax", Action, [outputs], ("axis", 1), ("keepdims", 0)); // the first of equals
        }
        else
        {
            Bounded(graph, Mean(graph, snapshot.Head, outputs, actions), low, high);
        }

        return graph.ToFile(
            (Observation, observations),
            (Action, network.Choices is null ? actions : null),
            $"A policy for {environment}: its mean action, or best choice, of observations as {environment} gives them, in the units of {environment}.",
            new Dictionary<string, string> { ["environment"] = environment, ["policy_head"] = snapshot.Head.ToString() });
    }

    /// <summary>(s - mean) / std, where the policy has a normaliser.</summary>
    private static string Normalised(OnnxGraph graph, IReadOnlyDictionary<string, StateTensor> tensors)
    {
        var centred = tensors.TryGetValue("normaliser.mean", out var mean)
            ? graph.Apply("Sub", "centred", [Observation, graph.Constant("normaliser.mean", mean.Data, mean.Data.Length)])
            : Observation;
        return tensors.TryGetValue("normaliser.std", out var std)
            ? graph.Apply("Div", "normalised", [centred, graph.Constant("normaliser.std", std.Data, std.Data.Length)])
            : centred;
    }

    /// <summary>x W' + b per layer, with a ReLU between two.</summary>
    private static string Layers(OnnxGraph graph, IReadOnlyDictionary<string, StateTensor> tensors, string x)
    {
        for (var layer = 0; tensors.TryGetValue($"policy.{layer}.weight", out var weight); layer++)
        {
            var hidden = layer == 0 ? x : graph.Apply("Relu", $"hidden.{layer}", [x]);
            var bias = tensors[$"policy.{layer}.bias"];
            var (w, b) = (graph.Constant($"policy.{layer}.weight", weight.Data, weight.Shape), graph.Constant($"policy.{layer}.bias", bias.Data, bias.Data.Length));
            x = graph.Apply("Gemm", $"layer.{layer}", [hidden, w, b], ("transB", 1));
        }

        return x;
    }

    /// <summary>The mean action in [-1, 1], or beyond where nothing bounds it.</summary>
    private static string Mean(OnnxGraph graph, PolicyHead head, string outputs, int actions) => head switch
    {
        PolicyHead.Gaussian => outputs,
        PolicyHead.TanhMeanGaussian => graph.Apply("Tanh", "mean", [outputs]),
        PolicyHead.SquashedGaussian => graph.Apply(
            "Tanh", "mean", [graph.Apply("Slice", "location", [outputs, graph.Constant("start", 0L), graph.Constant("end", actions), graph.Constant("axis", 1L)])]),
        _ => throw new InvalidDataException($"a policy of the head {head} has no mean action"),
    };

    /// <summary>From [-1, 1] to the environment's box, and clipped to it.</summary>
    private static void Bounded(OnnxGraph graph, string mean, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        string Bound(string name, Func<double, double, double> of) => graph.Constant(name, [.. low.Zip(high, (l, h) => (float)of(l, h))], low.Count);
        var scaled = graph.Apply("Mul", "scaled", [mean, Bound("half", (l, h) => (h - l) / 2)]);
        var shifted = graph.Apply("Add", "shifted", [scaled, Bound("centre", (l, h) => (l + h) / 2)]);
        graph.Apply("Min", Action, [graph.Apply("Max", "raised", [shifted, Bound("low", (l, _) => l)]), Bound("high", (_, h) => h)]);
    }
}
