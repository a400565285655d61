using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>Two critics and their slowly moving targets. Each critic has a loss and an optimiser of its own.</summary>
internal sealed class TorchCritics : IDisposable
{
    private readonly float? upperBound;
    private readonly float tau;
    private readonly Sequential[] online;
    private readonly Sequential[] targets;
    private readonly TorchParameters[] onlineParameters;
    private readonly TorchParameters[] targetParameters;

    /// <summary>Critics with outputs bounded by <paramref name="upperBound"/>, if any; their weights are still to be restored.</summary>
    public TorchCritics(AlgorithmConfig config, float? upperBound, int observationDimension, int actionDimension, Device device)
    {
        this.upperBound = upperBound;
        tau = config.Tau;
        online = [Critic(), Critic()];
        targets = [Critic(), Critic()];
        onlineParameters =
            [.. online.Select((q, i) => TorchParameters.Trained(q.Named($"q{i + 1}"), config.CriticLearningRate))];
        targetParameters = [.. targets.Select((q, i) => TorchParameters.Fixed(q.Named($"q{i + 1}_target")))];

        Sequential Critic() => TorchNetworks.Perceptron(observationDimension + actionDimension, config.CriticHidden, 1, device);
    }

    /// <summary>All that the training state holds of the critics.</summary>
    public IEnumerable<TorchParameters> Parameters => [.. onlineParameters, .. targetParameters];

    /// <summary>min_i Q_i(s, a), [batch].</summary>
    public Tensor Min(Tensor observations, Tensor actions) => Min(online, observations, actions);

    /// <summary>min_i Qtarget_i(s, a), [batch].</summary>
    public Tensor MinTarget(Tensor observations, Tensor actions) => Min(targets, observations, actions);

    /// <summary>Regresses both critics on <paramref name="y"/>; yields the mean of their losses and of their values before the step.</summary>
    public (Tensor Loss, Tensor Mean) Step(Tensor observations, Tensor actions, Tensor y)
    {
        var input = cat([observations, actions], 1);
        var values = Array.ConvertAll(online, critic => Q(critic, input));
        var losses = Array.ConvertAll(values, q => (q - y).square().mean());
        for (var i = 0; i < losses.Length; i++)
        {
            onlineParameters[i].Minimise(losses[i]);
        }

        return ((losses[0] + losses[1]).detach() / 2, (values[0] + values[1]).detach().mean() / 2);
    }

    /// <summary>Qtarget_i moves by tau towards Q_i.</summary>
    public void MoveTargets()
    {
        using var still = no_grad();
        for (var i = 0; i < targets.Length; i++)
        {
            foreach (var (target, source) in targetParameters[i].Values.Zip(onlineParameters[i].Values))
            {
                target.add_(source - target, tau);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(onlineParameters, parameters => parameters.Dispose());
        Array.ForEach([.. online, .. targets], network => network.Dispose());
    }

    private Tensor Min(Sequential[] critics, Tensor observations, Tensor actions)
    {
        var input = cat([observations, actions], 1);
        return minimum(Q(critics[0], input), Q(critics[1], input));
    }

    private Tensor Q(Sequential critic, Tensor input)
    {
        var q = critic.call(input).squeeze(-1);
        return upperBound is { } bound ? q.clamp_max(bound) : q;
    }
}
