using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>Two critics and their slowly moving targets. Each critic has a loss and an optimiser of its own, and its share of a pair.</summary>
internal sealed class TorchCritics : IDisposable
{
    private readonly float? upperBound;
    private readonly Scalar tau;
    private readonly TorchPair pair;
    private readonly Sequential[] online;
    private readonly Sequential[] targets;
    private readonly TorchParameters[] onlineParameters;
    private readonly TorchParameters[] targetParameters;

    /// <summary>Critics with outputs bounded by <paramref name="upperBound"/>, if any; their weights are still to be restored.</summary>
    public TorchCritics(
        ActorCriticConfig config, float? upperBound, Dimensions dimensions, Device device, TorchPair pair)
    {
        this.upperBound = upperBound;
        this.pair = pair;
        tau = config.Tau;
        online = [Critic(), Critic()];
        targets = [Critic(), Critic()];
        onlineParameters =
            [.. online.Select((q, i) => TorchParameters.Trained(q.Named($"q{i + 1}"), config.CriticLearningRate))];
        targetParameters = [.. targets.Select((q, i) => TorchParameters.Fixed(q.Named($"q{i + 1}_target")))];

        Sequential Critic() => TorchNetworks.Perceptron(dimensions.Observation + dimensions.Action, config.CriticHidden, 1, device);
    }

    /// <summary>All that the training state holds of the critics.</summary>
    public IEnumerable<TorchParameters> Parameters => [.. onlineParameters, .. targetParameters];

    /// <summary>min_i Q_i(s, a), [batch].</summary>
    public Tensor Min(Tensor observations, Tensor actions) => Min(online, observations, actions);

    /// <summary>The same as a function of the actions alone: no gradient reaches the critics' weights, nor is one computed.</summary>
    public Tensor MinOfAction(Tensor observations, Tensor actions)
    {
        SetTrained(false);
        var q = Min(online, observations, actions);
        SetTrained(true);
        return q;
    }

    /// <summary>Q_1(s, a) as a function of the actions alone, [batch].</summary>
    public Tensor FirstOfAction(Tensor observations, Tensor actions)
    {
        SetTrained(false);
        var q = Q(online[0], cat([observations, actions], 1));
        SetTrained(true);
        return q;
    }

    /// <summary>min_i Qtarget_i(s, a), [batch].</summary>
    public Tensor MinTarget(Tensor observations, Tensor actions) => Min(targets, observations, actions);

    /// <summary>
    /// Regresses both critics on <paramref name="y"/> and moves their targets by tau towards them unless told not to; yields the mean of their
    /// losses and of their values before the step.
    /// </summary>
    public (Tensor Loss, Tensor Mean) Step(Tensor observations, Tensor actions, Tensor y, bool movesTargets = true)
    {
        var input = cat([observations, actions], 1);
        var (first, second) = pair.Run(i =>
        {
            var q = Q(online[i], input);
            var loss = (q - y).Squared().mean();
            onlineParameters[i].Minimise(loss);
            if (movesTargets)
            {
                targetParameters[i].MoveTowards(onlineParameters[i], tau);
            }

            return [loss.detach(), q.detach().mean()];
        });
        return (first[0].Plus(second[0]).Over(2), first[1].Plus(second[1]).Over(2));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(onlineParameters, parameters => parameters.Dispose());
        Array.ForEach([.. online, .. targets], network => network.Dispose());
        tau.Dispose();
    }

    private Tensor Min(Sequential[] critics, Tensor observations, Tensor actions)
    {
        var input = cat([observations, actions], 1);
        var (first, second) = pair.Run(i => [Q(critics[i], input)]);
        return minimum(first[0], second[0]);
    }

    private void SetTrained(bool trained)
    {
        foreach (var parameter in onlineParameters.SelectMany(critic => critic.Values))
        {
            parameter.requires_grad = trained;
        }
    }

    private Tensor Q(Sequential critic, Tensor input)
    {
        var q = critic.call(input).squeeze(-1);
        return upperBound is { } bound ? q.AtMost(bound) : q;
    }
}
