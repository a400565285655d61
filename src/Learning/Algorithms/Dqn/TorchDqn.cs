using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>
/// DQN (Mnih et al. 2015), with double Q-learning (van Hasselt et al., arXiv 1509.06461) and n-step returns where asked for, on TorchSharp, on any device:
/// the readable reference.
/// </summary>
public sealed class TorchDqn : TorchLearner
{
    private readonly DqnConfig config;
    private readonly Sequential online;
    private readonly Sequential target;
    private readonly TorchParameters onlineParameters;
    private readonly TorchParameters targetParameters;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchDqn(DqnConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "q_mean", "target_mean", "epsilon"])
    {
        this.config = config;
        var (observations, choices) = (context.Dimensions.Observation, context.Dimensions.Choices);
        online = TorchNetworks.Perceptron(observations, config.CriticHidden, choices, Device);
        target = TorchNetworks.Perceptron(observations, config.CriticHidden, choices, Device);
        onlineParameters = TorchParameters.Trained(online.Named("q"), config.CriticLearningRate);
        targetParameters = TorchParameters.Fixed(target.Named("q_target"));
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [onlineParameters, targetParameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // y = r + gamma (1 - terminated) max_a Qtarget(s', a), or n rewards and the value after them.
        var y = Target(batch);

        // Q(s, a) of the choice that was taken, regressed on y.
        var q = Of(online.call(batch.Observations), batch.Actions.to(int64));
        var loss = Loss(q - y).mean();
        onlineParameters.Minimise(loss);

        // Every so many updates Qtarget becomes Q.
        if (config.CopiesTarget(Updates + 1))
        {
            targetParameters.CopyFrom(onlineParameters);
        }

        return [loss.detach(), q.detach().mean(), y.mean(), tensor(config.EpsilonAfter(Updates), device: Device)];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        onlineParameters.Dispose();
        targetParameters.Dispose();
        online.Dispose();
        target.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * Value(batch.NextObservations));
    }

    /// <summary>max_a Qtarget(s, a); in double Q-learning Qtarget of the choice that Q takes. [batch].</summary>
    private Tensor Value(Tensor observations)
    {
        var values = target.call(observations);
        return Of(values, (config.DoubleQ ? online.call(observations) : values).argmax(1, keepdim: true));
    }

    /// <summary>The values of one choice of each row, [batch].</summary>
    private static Tensor Of(Tensor values, Tensor choices) => values.gather(1, choices).squeeze(-1);

    /// <summary>d^2, or Huber's loss: with c = min(|d|, 1) it is c (|d| - c / 2).</summary>
    private Tensor Loss(Tensor difference)
    {
        if (config.DifferenceLoss == DifferenceLoss.Squared)
        {
            return difference.Squared();
        }

        var size = difference.abs();
        var clipped = size.AtMost(1);
        return clipped * (size - clipped.Over(2));
    }
}
