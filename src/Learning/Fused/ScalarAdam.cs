using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>A single trained number with Adam's moments, such as SAC's log temperature or a Lagrange multiplier.</summary>
/// <param name="name">Its tensor's name.</param>
/// <param name="learningRate">Adam's step size.</param>
public sealed class ScalarAdam(string name, float learningRate) : IFusedPart
{
    private readonly NativeBuffer numbers = new(4); // the number, its gradient, Adam's m and v

    /// <summary>The number.</summary>
    public float Value => numbers.View[0];

    /// <summary>One Adam step.</summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="gradient">dL/dnumber.</param>
    public void Step(long step, float gradient)
    {
        numbers.View[1] = gradient;
        new Adam(learningRate).Step(step, numbers.Slice(0, 1), numbers.Slice(1, 1), numbers.Slice(2, 1), numbers.Slice(3, 1));
    }

    /// <summary>Brings the number within bounds.</summary>
    public void Clamp(float least, float largest) => numbers.View[0] = Math.Clamp(numbers.View[0], least, largest);

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        foreach (var (tensor, place) in Places())
        {
            tensors[tensor] = new StateTensor([1], [numbers.View[place]]);
        }
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        foreach (var (tensor, place) in Places())
        {
            numbers.View[place] = state.Get(tensor, 1).Data[0];
        }
    }

    /// <inheritdoc />
    public void Dispose() => numbers.Dispose();

    private (string Tensor, int Place)[] Places() => [(name, 0), ($"adam.m.{name}", 2), ($"adam.v.{name}", 3)];
}
