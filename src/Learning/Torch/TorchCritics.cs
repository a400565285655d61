using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Critics, two unless said otherwise, and their slowly moving targets. Each has a loss and an optimiser of its own; those of even and of odd numbers
/// are computed side by side. Where actions are choices a critic has a value for each, and Q(s, a) is that of the choice of index a.
/// </summary>
internal sealed class TorchCritics : IDisposable
{
    private readonly float? upperBound;
    private readonly bool hasChoices;
    private readonly Scalar tau;
    private readonly TorchPair pair;
    private readonly Sequential[] online;
    private readonly Sequential[] targets;
    private readonly TorchParameters[] onlineParameters;
    private readonly TorchParameters[] targetParameters;
    private readonly int[] all;

    /// <summary>Critics whose weights are still to be restored.</summary>
    /// <param name="config">Their hidden layers, step size, and tau.</param>
    /// <param name="upperBound">What their outputs are bounded by, if anything.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where they are.</param>
    /// <param name="pair">Runs them.</param>
    /// <param name="count">How many.</param>
    /// <param name="layerNorm">Whether their hidden layers are normalised.</param>
    public TorchCritics(
        ActorCriticConfig config, float? upperBound, Dimensions dimensions, Device device, TorchPair pair, int count = 2, bool layerNorm = false)
    {
        this.upperBound = upperBound;
        this.pair = pair;
        hasChoices = dimensions.HasChoices;
        var shape = ActionShapes.Critic(dimensions, config.CriticHidden);
        tau = config.Tau;
        online = [.. Enumerable.Range(0, count).Select(_ => Critic())];
        targets = [.. Enumerable.Range(0, count).Select(_ => Critic())];
        all = [.. Enumerable.Range(0, count)];
        onlineParameters =
            [.. online.Select((q, i) => TorchParameters.Trained(q.Named($"q{i + 1}"), config.CriticLearningRate))];
        targetParameters = [.. targets.Select((q, i) => TorchParameters.Fixed(q.Named($"q{i + 1}_target")))];

        Sequential Critic() => TorchNetworks.Perceptron(shape.Inputs, config.CriticHidden, shape.Outputs, device, layerNorm);
    }

    /// <summary>All that the training state holds of the critics.</summary>
    public IEnumerable<TorchParameters> Parameters => [.. onlineParameters, .. targetParameters];

    /// <summary>min_i Q_i(s, a), [batch].</summary>
    public Tensor Min(Tensor observations, Tensor actions) => Least(Values(online, all, observations, actions));

    /// <summary>The same as a function of the actions alone: no gradient reaches the critics' weights, nor is one computed.</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="actions">a, [batch, action].</param>
    /// <param name="isPaired">
    /// Whether the critics run side by side. libtorch adds a gradient's parts up in an order that each thread counts for itself: of two parts any order is
    /// as good, where a sample's density depends on the actions, too, there are more.
    /// </param>
    public Tensor MinOfAction(Tensor observations, Tensor actions, bool isPaired = true) =>
        Still(() => isPaired ? Min(observations, actions) : Least(InTurn(observations, actions)));

    /// <summary>mean_i Q_i(s, a) as a function of the actions alone, [batch]; not side by side.</summary>
    public Tensor MeanOfAction(Tensor observations, Tensor actions) => Mean(EachOfAction(observations, actions));

    /// <summary>Q_i(s, a) of every critic as a function of the actions alone, [batch] each; not side by side.</summary>
    public Tensor[] EachOfAction(Tensor observations, Tensor actions) => Still(() => InTurn(observations, actions));

    /// <summary>Q_1(s, a) as a function of the actions alone, [batch].</summary>
    public Tensor FirstOfAction(Tensor observations, Tensor actions) => Still(() => Q(online[0], At(observations, actions)));

    /// <summary>Qtarget_i(s, a) of every critic, [batch] each.</summary>
    public Tensor[] EachTarget(Tensor observations, Tensor actions) => Values(targets, all, observations, actions);

    /// <summary>min_i Qtarget_i(s, a), [batch].</summary>
    public Tensor MinTarget(Tensor observations, Tensor actions) => MinTarget(observations, actions, all);

    /// <summary>The same over some of the critics.</summary>
    public Tensor MinTarget(Tensor observations, Tensor actions, IReadOnlyList<int> critics) =>
        Least(Values(targets, critics, observations, actions));

    /// <summary>sum_a p(a) min_i Q_i(s, a) over all choices, [batch].</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="probabilities">p, [batch, choices].</param>
    public Tensor ExpectedMin(Tensor observations, Tensor probabilities) => Expected(online, observations, probabilities);

    /// <summary>The same of the targets.</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="probabilities">p, [batch, choices].</param>
    public Tensor ExpectedMinTarget(Tensor observations, Tensor probabilities) => Expected(targets, observations, probabilities);

    /// <summary>
    /// Regresses the critics on <paramref name="y"/> and moves their targets by tau towards them unless told not to; yields the mean of their
    /// losses and of their values before the step.
    /// </summary>
    public (Tensor Loss, Tensor Mean) Step(Tensor observations, Tensor actions, Tensor y, bool movesTargets = true)
    {
        var at = At(observations, actions);
        var results = InOrder(all, i =>
        {
            var q = Q(online[i], at);
            var loss = (q - y).Squared().mean();
            Minimise(i, loss, movesTargets);
            return [loss.detach(), q.detach().mean()];
        });
        return (Mean([.. results.Select(r => r[0])]), Mean([.. results.Select(r => r[1])]));
    }

    /// <summary>The same with a penalty of each critic added to its loss; yields the means of the regression's loss, the values and the penalties.</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="actions">a, [batch, action].</param>
    /// <param name="y">The targets, [batch].</param>
    /// <param name="penalty">A critic's penalty from its number, from 0 on, and its values at (s, a): one number. It may use <see cref="Value"/>.</param>
    /// <param name="weight">What the penalty counts.</param>
    public (Tensor Loss, Tensor Mean, Tensor Penalty) Step(Tensor observations, Tensor actions, Tensor y, Func<int, Tensor, Tensor> penalty, double weight)
    {
        var at = At(observations, actions);
        var results = InOrder(all, i =>
        {
            var q = Q(online[i], at);
            var loss = (q - y).Squared().mean();
            var added = penalty(i, q);
            Minimise(i, loss.Plus(added.Times(weight)), movesTargets: true);
            return [loss.detach(), q.detach().mean(), added.detach()];
        });
        return (Mean([.. results.Select(r => r[0])]), Mean([.. results.Select(r => r[1])]), Mean([.. results.Select(r => r[2])]));
    }

    /// <summary>Q_i(s, a) of one critic, numbered from 0 on, [rows].</summary>
    public Tensor Value(int critic, Tensor observations, Tensor actions) => Q(online[critic], At(observations, actions));

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(onlineParameters, parameters => parameters.Dispose());
        Array.ForEach([.. online, .. targets], network => network.Dispose());
        tau.Dispose();
    }

    private void Minimise(int critic, Tensor loss, bool movesTargets)
    {
        onlineParameters[critic].Minimise(loss);
        if (movesTargets)
        {
            targetParameters[critic].MoveTowards(onlineParameters[critic], tau);
        }
    }

    private Tensor[] Values(Sequential[] networks, IReadOnlyList<int> critics, Tensor observations, Tensor actions)
    {
        var at = At(observations, actions);
        return [.. InOrder(critics, i => [Q(networks[i], at)]).Select(q => q[0])];
    }

    /// <summary>Q_i(s, a) of all critics, one after the other on the calling thread.</summary>
    private Tensor[] InTurn(Tensor observations, Tensor actions)
    {
        var at = At(observations, actions);
        return [.. online.Select(critic => Q(critic, at))];
    }

    /// <summary>Calls for each critic, every other one on either half of the pair; the results are in the critics' order.</summary>
    private Tensor[][] InOrder(IReadOnlyList<int> critics, Func<int, Tensor[]> ofCritic)
    {
        var (even, odd) = pair.Run(half => [.. critics.Where((_, place) => place % 2 == half).SelectMany(ofCritic)]);
        var width = even.Length / ((critics.Count + 1) / 2);
        return [.. Enumerable.Range(0, critics.Count).Select(place => (place % 2 == 0 ? even : odd)[(place / 2 * width)..((place / 2 + 1) * width)])];
    }

    private static Tensor Least(Tensor[] values) => values.Aggregate(minimum);

    private static Tensor Mean(Tensor[] values) => values.Aggregate((sum, value) => sum.Plus(value)).Over(values.Length);

    /// <summary>What the critics say, a constant of their weights: gradients go to the actions alone.</summary>
    private T Still<T>(Func<T> values)
    {
        Array.ForEach(onlineParameters, critic => critic.SetTrained(false));
        var result = values();
        Array.ForEach(onlineParameters, critic => critic.SetTrained(true));
        return result;
    }

    private Tensor Expected(Sequential[] networks, Tensor observations, Tensor probabilities)
    {
        var values = InOrder(all, i => [Bounded(networks[i].call(observations))]).Select(q => q[0]);
        return (probabilities * Least([.. values])).sum(-1);
    }

    /// <summary>What goes into the networks, and the outputs that are read, where there are several.</summary>
    private (Tensor Input, Tensor? Choices) At(Tensor observations, Tensor actions) =>
        hasChoices ? (observations, actions.to(int64)) : (cat([observations, actions], 1), null);

    private Tensor Q(Sequential critic, (Tensor Input, Tensor? Choices) at)
    {
        var values = critic.call(at.Input);
        return Bounded((at.Choices is null ? values : values.gather(1, at.Choices)).squeeze(-1));
    }

    private Tensor Bounded(Tensor q) => upperBound is { } bound ? q.AtMost(bound) : q;
}
