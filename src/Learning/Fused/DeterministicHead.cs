using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>A policy a = tanh(outputs), with the smoothing of TD3 for its target (arXiv 1802.09477, section 5.3), and its gradient.</summary>
/// <param name="actionDimension">Numbers per action.</param>
public sealed class DeterministicHead(int actionDimension)
{
    /// <summary>The layout of its policy.</summary>
    public static MlpShape Shape(Dimensions dimensions, IReadOnlyList<int> hidden) =>
        new(dimensions.Observation, hidden, dimensions.Action);

    /// <summary>The policy in a training state, which explores with a fixed deviation.</summary>
    /// <param name="tensors">The training state's.</param>
    /// <param name="hidden">Its hidden layers.</param>
    /// <param name="exploration">The deviation.</param>
    public static PolicySnapshot Snapshot(IReadOnlyDictionary<string, StateTensor> tensors, int hidden, float exploration)
    {
        var actions = tensors[$"policy.{hidden}.bias"].Data.Length;
        float[] deviations = [.. Enumerable.Repeat(exploration, actions)];
        return new PolicySnapshot(
            PolicyHead.TanhMeanGaussian, ClampActions: true, PolicyTensors.Of(tensors, new("std", new StateTensor([actions], deviations))));
    }

    /// <summary>The action at one state.</summary>
    public void Act(ReadOnlySpan<float> outputs, Span<float> action)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            action[d] = MathF.Tanh(outputs[d]);
        }
    }

    /// <summary>The action with clipped noise added, clamped to [-1, 1]: a' of TD3's targets.</summary>
    /// <param name="outputs">The target policy's outputs at s'.</param>
    /// <param name="noise">Standard normals.</param>
    /// <param name="deviation">What they are multiplied by.</param>
    /// <param name="clip">The most that is added.</param>
    /// <param name="action">Set to a'.</param>
    public void ActSmoothed(ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, float deviation, float clip, Span<float> action)
    {
        Act(outputs, action);
        for (var d = 0; d < actionDimension; d++)
        {
            action[d] = Math.Clamp(action[d] + Math.Clamp(deviation * noise[d], -clip, clip), -1, 1);
        }
    }

    /// <summary>dL/doutputs from dL/da at one state.</summary>
    public void Differentiate(ReadOnlySpan<float> action, ReadOnlySpan<float> actionGradient, Span<float> gradient)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            gradient[d] = actionGradient[d] * (1 - action[d] * action[d]);
        }
    }
}
