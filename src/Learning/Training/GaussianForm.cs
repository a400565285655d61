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

/// <summary>A Gaussian policy whose deviation does not depend on the state: how mean and deviation come from its network's numbers.</summary>
/// <param name="Mean">How the mean leaves the network.</param>
/// <param name="Deviation">How the free parameter becomes a deviation.</param>
/// <param name="LogStdMin">Smallest log standard deviation.</param>
/// <param name="LogStdMax">Largest log standard deviation.</param>
public readonly record struct GaussianForm(MeanActivation Mean, StandardDeviation Deviation, float LogStdMin, float LogStdMax)
{
    /// <summary>log std of the free parameter.</summary>
    public float LogStd(float parameter) => Deviation switch
    {
        StandardDeviation.Sigmoid => LogStdMin + Sigmoid(parameter) * (LogStdMax - LogStdMin),
        _ => Math.Clamp(parameter, LogStdMin, LogStdMax),
    };

    /// <summary>d log std / d parameter.</summary>
    public float Slope(float parameter)
    {
        if (Deviation == StandardDeviation.Clamped)
        {
            return parameter >= LogStdMin && parameter <= LogStdMax ? 1 : 0;
        }

        var sigmoid = Sigmoid(parameter);
        return sigmoid * (1 - sigmoid) * (LogStdMax - LogStdMin);
    }

    /// <summary>What is wrong with the bounds, a sentence; empty where nothing is.</summary>
    public static IEnumerable<string> Refusals(float logStdMin, float logStdMax) => logStdMin >= logStdMax
        ? [$"algorithm.log-std-min ({logStdMin}) must be below algorithm.log-std-max ({logStdMax})"]
        : [];

    /// <summary>The policy in a training state's tensors.</summary>
    /// <param name="tensors">The tensors, <c>policy.log_std</c> among them.</param>
    /// <param name="clampActions">Whether actions are clamped to [-1, 1] before they are stored.</param>
    public PolicySnapshot Snapshot(IReadOnlyDictionary<string, StateTensor> tensors, bool clampActions)
    {
        var (form, free) = (this, tensors["policy.log_std"]);
        return new PolicySnapshot(
            Mean == MeanActivation.Tanh ? PolicyHead.TanhMeanGaussian : PolicyHead.Gaussian,
            clampActions,
            PolicyTensors.Of(tensors, new("std", new StateTensor(free.Shape, [.. free.Data.Select(p => MathF.Exp(form.LogStd(p)))]))));
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
