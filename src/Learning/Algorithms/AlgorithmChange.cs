using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>
/// Another algorithm goes on where one stood, as between the phases of a run. The policy goes on as it is. Other networks do where the new algorithm
/// has such ones, all critics or none of them; what does not fit begins anew. So do all of Adam's moments, and the count of updates.
/// </summary>
public static class AlgorithmChange
{
    private const string Policy = "policy";
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
        var initial = InitialState.Create(to, dimensions, seed, NormaliserTensors.FromTensors(state.Tensors));
        var tensors = new SortedDictionary<string, StateTensor>(initial.Tensors.ToDictionary(), StringComparer.Ordinal);
        var groups = GroupsOf(initial);
        var isSameScale = ScaleOf(from) == ScaleOf(to);
        string[] kept = [.. groups.Keys.Where(group => (group == ActingNetwork(to) || isSameScale) && Fits(groups[group], state, initial))];
        foreach (var name in kept.SelectMany(group => groups[group]))
        {
            tensors[name] = state.Tensors[name];
            var target = TargetOf(name);
            if (tensors.ContainsKey(target))
            {
                tensors[target] = state.Tensors.GetValueOrDefault(target) ?? state.Tensors[name];
            }
        }

        string[] anew = [.. groups.Keys.Except(kept)];
        var reason = anew.Length > 0 && !isSameScale ? ", as rewards are scaled or discounted in another way" : string.Empty;
        note($"the online phase is trained by {to.Algorithm}: {string.Join(", ", kept)} of {from.Algorithm} go{(kept.Length == 1 ? "es" : string.Empty)} on"
            + (anew.Length > 0 ? $", {string.Join(", ", anew)} begin{(anew.Length == 1 ? "s" : string.Empty)} anew{reason}" : string.Empty));
        return initial with { Tensors = tensors };
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

    private static bool Fits(IEnumerable<string> names, TrainingState old, TrainingState fresh) => names.All(
        name => old.Tensors.TryGetValue(name, out var tensor) && tensor.Shape.SequenceEqual(fresh.Tensors[name].Shape));

    /// <summary>Counts of steps go with Adam's moments: they begin anew.</summary>
    private static bool IsParameter(string name) =>
        !name.EndsWith("_steps", StringComparison.Ordinal) && !NoParameters.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !NetworkOf(name).EndsWith("_target", StringComparison.Ordinal);

    private static string NetworkOf(string name) => name.Split('.')[0];

    private static string TargetOf(string name) => $"{NetworkOf(name)}_target{name[NetworkOf(name).Length..]}";

    /// <summary>Values of two algorithms are of one scale where rewards and the discount are.</summary>
    private static (float Scale, float Shift, float Discount, bool Masks) ScaleOf(AlgorithmConfig config)
    {
        var batches = AlgorithmRegistry.BatchesOf(config);
        return (batches.RewardScale, batches.RewardShift, batches.Discount, batches.MaskTerminals);
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
