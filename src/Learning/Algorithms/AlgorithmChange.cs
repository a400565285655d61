using System.Reflection;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>
/// Another algorithm goes on where one stood, as between the phases of a run. The policy goes on as it is. Other networks do where the new algorithm
/// has such ones, all critics or none of them; what does not fit begins anew. So do all of Adam's moments, and the count of updates. The same algorithm
/// with other values goes on with all that it has, unless a value shapes the state or the scale of its values.
/// </summary>
public static class AlgorithmChange
{
    private const string Policy = "policy";
    private const float LargestRounding = 1e-3f; // of a log deviation
    private static readonly string[] NoParameters = ["adam.", "normaliser."];

    /// <summary>Why one algorithm's policy cannot go on under another, a sentence each; none where it can.</summary>
    /// <param name="from">The first algorithm's values.</param>
    /// <param name="to">The other's.</param>
    /// <param name="hasChoices">Whether the task's actions are choices.</param>
    public static IEnumerable<string> Refusals(AlgorithmConfig from, AlgorithmConfig to, bool hasChoices = false)
    {
        if (from.NormaliseObservations != to.NormaliseObservations)
        {
            yield return "online.algorithm.normalise-observations must be as algorithm.normalise-observations is: the policy goes on seeing observations as it did";
        }

        var ((old, oldHead), (fresh, head)) = (SmallPolicy(from, hasChoices), SmallPolicy(to, hasChoices));
        var acting = ActingNetwork(to);
        var sentence = $"the policy of {from.Algorithm} cannot go on under {to.Algorithm}";
        if (oldHead != head)
        {
            yield return $"{sentence}: it is a {Name(oldHead)}, not a {Name(head)}";
        }
        else if (!Fits(GroupsOf(fresh)[acting], old, fresh))
        {
            yield return $"{sentence}: it has no deviation that is learned";
        }
        else if (!Widths(from, acting).SequenceEqual(Widths(to, acting)))
        {
            yield return $"{sentence}: its hidden layers are {string.Join("-", Widths(from, acting))} there and {string.Join("-", Widths(to, acting))} here; "
                + $"leave online.algorithm.{(acting == Policy ? Policy : "critic")}-hidden out";
        }
        else if (acting != Policy && ScaleOf(from) != ScaleOf(to))
        {
            yield return $"{sentence}: it acts by its values, and rewards are scaled or discounted in another way";
        }
    }

    /// <summary>The state in which the other algorithm begins.</summary>
    /// <param name="state">The first algorithm's.</param>
    /// <param name="from">Its values.</param>
    /// <param name="to">The other's; <see cref="Refusals"/> has none.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="seed">The run's seed, of which initial weights are drawn.</param>
    /// <param name="note">Hears in a sentence what goes on and what begins anew.</param>
    public static TrainingState Begin(
        TrainingState state, AlgorithmConfig from, AlgorithmConfig to, Dimensions dimensions, ulong seed, Action<string> note)
    {
        if (IsSameState(from, to))
        {
            note($"the online phase is trained by {to.Algorithm} with other values: all of it goes on, Adam's moments and the count of its updates as well");
            var all = new SortedDictionary<string, StateTensor>(state.Tensors.ToDictionary(), StringComparer.Ordinal);
            KeepDeviations(all, all.Keys.Where(IsParameter), from, to, note);
            return state with { Tensors = all };
        }

        var initial = InitialState.Create(to, dimensions, seed, NormaliserTensors.FromTensors(state.Tensors));
        var tensors = new SortedDictionary<string, StateTensor>(initial.Tensors.ToDictionary(), StringComparer.Ordinal);
        var groups = GroupsOf(initial);
        var isSameScale = ScaleOf(from) == ScaleOf(to);
        string[] kept =
        [
            .. groups.Keys.Where(group => Fits(groups[group], state, initial)
                && (group == ActingNetwork(to) || (isSameScale && HaveSameLayers(groups[group], state, initial)))),
        ];
        string[] goOn = [.. kept.SelectMany(group => groups[group])];
        foreach (var name in goOn)
        {
            tensors[name] = state.Tensors[name];
            var target = TargetOf(name);
            if (tensors.ContainsKey(target))
            {
                tensors[target] = state.Tensors.GetValueOrDefault(target) ?? state.Tensors[name];
            }
        }

        string[] anew = [.. groups.Keys.Except(kept)];
        var reason = anew.Length > 0 && !isSameScale ? ", as values are scaled, discounted or bounded in another way" : string.Empty;
        note($"the online phase is trained by {to.Algorithm}: {string.Join(", ", kept)} of {from.Algorithm} go{(kept.Length == 1 ? "es" : string.Empty)} on"
            + (anew.Length > 0 ? $", {string.Join(", ", anew)} begin{(anew.Length == 1 ? "s" : string.Empty)} anew{reason}" : string.Empty));
        KeepDeviations(tensors, goOn, from, to, note);
        return initial with { Tensors = tensors };
    }

    /// <summary>
    /// Whether an algorithm goes on under values that leave its state as it is. Its warm-up, as BRAC's with the model of behaviour alone, is then not made again.
    /// </summary>
    private static bool IsSameState(AlgorithmConfig from, AlgorithmConfig to) =>
        from.Algorithm == to.Algorithm && ScaleOf(from) == ScaleOf(to) && ShapesOf(from).SequenceEqual(ShapesOf(to));

    /// <summary>The values of the keys that a state depends on.</summary>
    private static IEnumerable<string> ShapesOf(AlgorithmConfig config) =>
        from property in config.GetType().GetProperties()
        where property.GetCustomAttribute<ConfigKeyAttribute>() is { ShapesState: true }
        let value = property.GetValue(config)
        select value is IEnumerable<int> widths ? string.Join(" ", widths) : $"{value}";

    /// <summary>
    /// Makes the deviations of a Gaussian policy and of its target what they were. They are what goes on, not the parameter: it is their logarithm under one algorithm
    /// and a sigmoid's argument under another.
    /// </summary>
    private static void KeepDeviations(
        SortedDictionary<string, StateTensor> tensors, IEnumerable<string> goOn, AlgorithmConfig from, AlgorithmConfig to, Action<string> note)
    {
        if (from is not IGaussianConfig { Form.LogDeviation: var old } || to is not IGaussianConfig { Form.LogDeviation: var fresh } || old == fresh)
        {
            return;
        }

        var isBounded = false;
        string[] parameters = [.. goOn.Where(name => name.EndsWith(".log_std", StringComparison.Ordinal))];
        foreach (var name in parameters.Concat(parameters.Select(TargetOf).Where(tensors.ContainsKey)))
        {
            var (before, now) = (tensors[name].Data, tensors[name].Data.Select(parameter => fresh.Inverse(old.Of(parameter))).ToArray());
            tensors[name] = tensors[name] with { Data = now };
            isBounded |= now.Zip(before).Any(pair => MathF.Abs(fresh.Of(pair.First) - old.Of(pair.Second)) > LargestRounding);
        }

        if (isBounded)
        {
            note($"the policy's deviation was beyond the bounds of {to.Algorithm}, log-std-min and log-std-max: it goes on at the nearest that they allow");
        }
    }

    /// <summary>What an algorithm trains, target networks apart, by what goes on together: q for q1, q2 and all others.</summary>
    private static SortedDictionary<string, List<string>> GroupsOf(TrainingState state)
    {
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var name in state.Tensors.Keys.Where(IsParameter))
        {
            var group = NetworkOf(name).TrimEnd("0123456789".ToCharArray());
            if (!groups.TryGetValue(group, out var names))
            {
                groups[group] = names = [];
            }

            names.Add(name);
        }

        return groups;
    }

    /// <summary>Whether networks have all layers that they had: a normalisation that is left out makes another function of the same weights.</summary>
    private static bool HaveSameLayers(IEnumerable<string> names, TrainingState old, TrainingState fresh)
    {
        return names.Select(NetworkOf).Distinct().All(network => LayersOf(network, old).SequenceEqual(LayersOf(network, fresh)));

        static IEnumerable<string> LayersOf(string network, TrainingState state) => state.Tensors.Keys.Where(name => NetworkOf(name) == network).Order(StringComparer.Ordinal);
    }

    private static bool Fits(IEnumerable<string> names, TrainingState old, TrainingState fresh) => names.All(
        name => old.Tensors.TryGetValue(name, out var tensor) && tensor.Shape.SequenceEqual(fresh.Tensors[name].Shape));

    /// <summary>Counts of steps go with Adam's moments: they begin anew.</summary>
    private static bool IsParameter(string name) =>
        !name.EndsWith("_steps", StringComparison.Ordinal) && !NoParameters.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !NetworkOf(name).EndsWith("_target", StringComparison.Ordinal);

    private static string NetworkOf(string name) => name.Split('.')[0];

    private static string TargetOf(string name) => $"{NetworkOf(name)}_target{name[NetworkOf(name).Length..]}";

    /// <summary>Values of two algorithms are of one scale where rewards and the discount are, and what bounds them.</summary>
    private static (float Scale, float Shift, float Discount, bool Masks, float? Bound) ScaleOf(AlgorithmConfig config)
    {
        var batches = AlgorithmRegistry.BatchesOf(config);
        var bound = PlanOf(config, hasChoices: false).Networks.Select(network => network.UpperBound).FirstOrDefault(bound => bound is not null);
        return (batches.RewardScale, batches.RewardShift, batches.Discount, batches.MaskTerminals, bound);
    }

    /// <summary>A policy of the algorithm's form for a task of the least sizes, with a hidden layer of one unit: the form depends on neither.</summary>
    private static (TrainingState State, PolicyHead Head) SmallPolicy(AlgorithmConfig config, bool hasChoices)
    {
        var small = config with { PolicyHidden = [1] };
        small = small is ValueConfig values ? values with { CriticHidden = [1] } : small;
        var acting = PlanOf(small, hasChoices).Networks.Single(network => network.Name == ActingNetwork(small));
        var state = new TrainingState(small.Algorithm, 0, new NetworkPlan(acting).InitialTensors(0));
        return (state, TrainedPolicy.Of(small, state).Head);
    }

    /// <summary>The policy, or where there is none, as in Q-learning, the values that it acts by.</summary>
    private static string ActingNetwork(AlgorithmConfig config) =>
        PlanOf(config, hasChoices: false).Networks is var networks && networks.Any(network => network.Name == Policy) ? Policy : networks[0].Name;

    /// <summary>For the task's actions, or for those that the algorithm takes.</summary>
    private static NetworkPlan PlanOf(AlgorithmConfig config, bool hasChoices)
    {
        var algorithm = AlgorithmRegistry.Of(config);
        var takesChoices = algorithm.ActionSpaces == ActionSpaces.Discrete || (hasChoices && algorithm.ActionSpaces.HasFlag(ActionSpaces.Discrete));
        return algorithm.Networks(config, new Dimensions(1, 1) { Choices = takesChoices ? 2 : 0 });
    }

    private static string Name(PolicyHead head) => head switch
    {
        PolicyHead.SquashedGaussian => "squashed Gaussian",
        PolicyHead.TanhMeanGaussian => "Gaussian with a mean within the box of actions",
        PolicyHead.EpsilonGreedy => "policy of the choice with the largest value",
        PolicyHead.Categorical => "policy of choices by probability",
        _ => "Gaussian with an unbounded mean",
    };

    private static IReadOnlyList<int> Widths(AlgorithmConfig config, string acting) =>
        acting != Policy && config is ValueConfig values ? values.CriticHidden : config.PolicyHidden;
}
