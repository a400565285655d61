using AwacAkka.Policies;

namespace AwacAkka.Learning.Training;

/// <summary>How the policy's mean leaves the network.</summary>
public enum MeanActivation
{
    /// <summary>tanh, inside the action box (rlkit).</summary>
    Tanh,

    /// <summary>Unbounded (CORL).</summary>
    Linear,
}

/// <summary>How one free parameter per action dimension becomes a standard deviation that does not depend on the state.</summary>
public enum StandardDeviation
{
    /// <summary>log std = min + sigmoid(parameter) (max - min), parameter 0 at start (rlkit).</summary>
    Sigmoid,

    /// <summary>log std = the parameter clamped to [min, max], 0 at start (CORL).</summary>
    Clamped,
}

/// <summary>The values of an algorithm whose policy is such a Gaussian.</summary>
public interface IGaussianConfig
{
    /// <summary>Mean and deviation of the policy.</summary>
    GaussianForm Form { get; }
}

/// <summary>A Gaussian policy whose deviation does not depend on the state: how mean and deviation come from its network's numbers.</summary>
/// <param name="Mean">How the mean leaves the network.</param>
/// <param name="Deviation">How the free parameter becomes a deviation.</param>
/// <param name="LogStdMin">Smallest log standard deviation.</param>
/// <param name="LogStdMax">Largest log standard deviation.</param>
public readonly record struct GaussianForm(MeanActivation Mean, StandardDeviation Deviation, float LogStdMin, float LogStdMax)
{
    /// <summary>How the free parameter becomes a deviation.</summary>
    public LogDeviation LogDeviation => Deviation == StandardDeviation.Sigmoid
        ? new SigmoidLogDeviation(LogStdMin, LogStdMax)
        : new ClampedLogDeviation(LogStdMin, LogStdMax);

    /// <summary>What is wrong with the bounds, a sentence; empty where nothing is.</summary>
    public static IEnumerable<string> Refusals(float logStdMin, float logStdMax) => logStdMin >= logStdMax
        ? [$"algorithm.log-std-min ({logStdMin}) must be below algorithm.log-std-max ({logStdMax})"]
        : [];

    /// <summary>The policy in a training state's tensors.</summary>
    /// <param name="tensors">The tensors, <c>policy.log_std</c> among them.</param>
    /// <param name="clampActions">Whether actions are clamped to [-1, 1] before they are stored.</param>
    public PolicySnapshot Snapshot(IReadOnlyDictionary<string, StateTensor> tensors, bool clampActions)
    {
        var (deviation, free) = (LogDeviation, tensors["policy.log_std"]);
        return new PolicySnapshot(
            Mean == MeanActivation.Tanh ? PolicyHead.TanhMeanGaussian : PolicyHead.Gaussian,
            clampActions,
            PolicyTensors.Of(tensors, new("std", new StateTensor(free.Shape, [.. free.Data.Select(p => MathF.Exp(deviation.Of(p)))]))));
    }
}
