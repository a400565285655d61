using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A trained network: parameters, gradients and Adam's moments as flat arrays of one layout, in which weights lie as
/// <see cref="WeightLayout"/> says; in a training state they lie by rows.
/// </summary>
/// <param name="name">Prefix of the tensors' names, such as <c>policy</c> or <c>q1</c>.</param>
/// <param name="shape">Layout.</param>
public sealed unsafe class FlatNetwork(string name, MlpShape shape) : IDisposable
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

    /// <summary>Adam on the parameters from <paramref name="start"/>, with the target moving along where there is one.</summary>
    public void Step(Adam adam, long step, int start, int count, float* target = null, float tau = 0) => adam.Step(
        step, Parameters.Pointer + start, Gradients.Pointer + start, FirstMoment.Pointer + start, SecondMoment.Pointer + start,
        count, target == null ? null : target + start, tau);

    /// <summary>Copies parameters and moments out under their names.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        Capture(name, Shape, Parameters, tensors);
        Capture($"adam.m.{name}", Shape, FirstMoment, tensors);
        Capture($"adam.v.{name}", Shape, SecondMoment, tensors);
    }

    /// <summary>Takes parameters and moments over.</summary>
    public void Restore(TrainingState state)
    {
        Restore(name, Shape, Parameters, state);
        Restore($"adam.m.{name}", Shape, FirstMoment, state);
        Restore($"adam.v.{name}", Shape, SecondMoment, state);
    }

    /// <summary>Copies one flat array out under the names of a layout.</summary>
    public static void Capture(string name, MlpShape shape, NativeBuffer source, IDictionary<string, StateTensor> tensors)
    {
        foreach (var (tensor, sizes, offset) in ParameterLayout.Of(name, shape))
        {
            var data = new float[Count(sizes)];
            if (sizes is [var outputs, var inputs])
            {
                WeightLayout.ToRows(outputs, inputs, source.Pointer + offset, data);
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
                WeightLayout.FromRows(outputs, inputs, data, destination.Pointer + offset);
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
    }

    private static int Count(int[] sizes) => sizes.Aggregate(1, (product, size) => product * size);
}
