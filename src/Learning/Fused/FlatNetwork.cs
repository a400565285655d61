using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A trained network: parameters, gradients and Adam's moments as flat arrays of one layout, in which weights lie as
/// <see cref="WeightLayout"/> says; in a training state they lie by rows. It may have a target network, which follows its parameters.
/// </summary>
/// <param name="name">Prefix of the tensors' names, such as <c>policy</c> or <c>q1</c>; the target's is <c>NAME_target</c>.</param>
/// <param name="shape">Layout.</param>
/// <param name="hasTarget">Whether there is a target network.</param>
public sealed class FlatNetwork(string name, MlpShape shape, bool hasTarget = false) : IFusedPart
{
    /// <summary>Layout of all four arrays.</summary>
    public MlpShape Shape { get; } = shape;

    /// <summary>Weights and biases.</summary>
    public NativeBuffer Parameters { get; } = new(shape.Parameters);

    /// <summary>dL/dparameters.</summary>
    public NativeBuffer Gradients { get; } = new(shape.Parameters);

    /// <summary>Adam's m.</summary>
    public NativeBuffer FirstMoment { get; } = new(shape.Parameters);

    /// <summary>Adam's v.</summary>
    public NativeBuffer SecondMoment { get; } = new(shape.Parameters);

    /// <summary>The target network's weights and biases; null without one.</summary>
    public NativeBuffer? Target { get; } = hasTarget ? new(shape.Parameters) : null;

    /// <summary>
    /// Adam on <paramref name="count"/> parameters from <paramref name="start"/> on. Where <paramref name="tau"/> is given, the target moves by
    /// that share towards the new parameters.
    /// </summary>
    public void Step(Adam adam, long step, int start, int count, float? tau = null) => adam.Step(
        step, Parameters.Slice(start, count), Gradients.Slice(start, count), FirstMoment.Slice(start, count), SecondMoment.Slice(start, count),
        tau is null ? default : Target!.Slice(start, count), tau ?? 0);

    /// <summary>Copies parameters, moments and target out under their names.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        Capture(name, Shape, Parameters, tensors);
        Capture($"adam.m.{name}", Shape, FirstMoment, tensors);
        Capture($"adam.v.{name}", Shape, SecondMoment, tensors);
        if (Target is not null)
        {
            Capture($"{name}_target", Shape, Target, tensors);
        }
    }

    /// <summary>Takes parameters, moments and target over.</summary>
    public void Restore(TrainingState state)
    {
        Restore(name, Shape, Parameters, state);
        Restore($"adam.m.{name}", Shape, FirstMoment, state);
        Restore($"adam.v.{name}", Shape, SecondMoment, state);
        if (Target is not null)
        {
            Restore($"{name}_target", Shape, Target, state);
        }
    }

    /// <summary>Copies one flat array out under the names of a layout.</summary>
    public static void Capture(string name, MlpShape shape, NativeBuffer source, IDictionary<string, StateTensor> tensors)
    {
        foreach (var (tensor, sizes, offset) in ParameterLayout.Of(name, shape))
        {
            var data = new float[Count(sizes)];
            if (sizes is [var outputs, var inputs])
            {
                WeightLayout.ToRows(outputs, inputs, source.Slice(offset, data.Length), data);
            }
            else
            {
                source.Span.Slice(offset, data.Length).CopyTo(data);
            }

            tensors[tensor] = new StateTensor(sizes, data);
        }
    }

    /// <summary>Fills one flat array from the tensors of a layout.</summary>
    public static void Restore(string name, MlpShape shape, NativeBuffer destination, TrainingState state)
    {
        foreach (var (tensor, sizes, offset) in ParameterLayout.Of(name, shape))
        {
            var data = state.Get(tensor, sizes).Data;
            if (sizes is [var outputs, var inputs])
            {
                WeightLayout.FromRows(outputs, inputs, data, destination.Slice(offset, data.Length));
            }
            else
            {
                data.CopyTo(destination.Span[offset..]);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        Gradients.Dispose();
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Target?.Dispose();
    }

    private static int Count(int[] sizes) => sizes.Aggregate(1, (product, size) => product * size);
}
