using AwacAkka.Learning.State;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A policy network at s and at s'. Forward passes may be shared by threads, in blocks of the rows of either half of the batch; gradients are
/// collected half by half, which two threads then add up and step along, each for half of the parameters.
/// </summary>
public sealed unsafe class FusedPolicy : IDisposable
{
    private readonly FlatNetwork network;
    private readonly NativeBuffer secondHalfGradients;
    private readonly Mlp current;
    private readonly IForwardPass next;
    private readonly NativeBuffer nextOutputs;
    private readonly RowBlocks[] blocks = new RowBlocks[2];
    private int batchSize;

    /// <summary>Allocates a policy for batches of up to <paramref name="capacity"/>; <paramref name="precision"/> is that of its passes at s'.</summary>
    public FusedPolicy(MlpShape shape, int capacity, Precision precision)
    {
        network = new FlatNetwork("policy", shape);
        secondHalfGradients = new NativeBuffer(shape.Parameters);
        current = new Mlp(shape, capacity);
        next = IForwardPass.Create(precision, shape);
        nextOutputs = new NativeBuffer(capacity * shape.Outputs);
    }

    /// <summary>Blocks of half a batch, in either of which the last ones may be empty.</summary>
    public int Blocks => Math.Max(blocks[0].Count, blocks[1].Count);

    /// <summary>Parameters behind the layers, such as a free log deviation.</summary>
    public ReadOnlySpan<float> Free => network.Parameters.Span[network.Shape.FreeOffset..];

    /// <summary>Takes the parameters as they are now, for an update on a batch of <paramref name="size"/>.</summary>
    public void Begin(int size)
    {
        batchSize = size;
        (blocks[0], blocks[1]) = (new RowBlocks(network.Shape, Half(0).Count), new RowBlocks(network.Shape, Half(1).Count));
        next.Use(network.Parameters.Pointer);
    }

    /// <summary>Where a half of the batch begins, and its rows.</summary>
    public (int Start, int Count) Half(int half)
    {
        var first = (batchSize + 1) / 2;
        return half == 0 ? (0, first) : (first, batchSize - first);
    }

    /// <summary>Where a block of a half begins, and its rows.</summary>
    public (int Start, int Count) Block(int half, int block)
    {
        if (block >= blocks[half].Count)
        {
            return (0, 0);
        }

        var (start, count) = blocks[half][block];
        return (Half(half).Start + start, count);
    }

    /// <summary>Outputs [count, outputs] at some rows of s'.</summary>
    public ReadOnlySpan<float> Next(float* nextObservations, int start, int count, Workspace workspace)
    {
        var y = nextOutputs.Pointer + (nint)start * network.Shape.Outputs;
        next.Forward(nextObservations + (nint)start * network.Shape.Inputs, count, y, workspace);
        return new ReadOnlySpan<float>(y, count * network.Shape.Outputs);
    }

    /// <summary>Outputs [count, outputs] at some rows of s, with the activations kept for <see cref="Backward"/>.</summary>
    public ReadOnlySpan<float> Current(float* observations, int start, int count)
    {
        current.Forward(network.Parameters.Pointer, observations, start, count);
        return Outputs(start, count);
    }

    /// <summary>The outputs of the last <see cref="Current"/> at some rows.</summary>
    public ReadOnlySpan<float> Outputs(int start, int count) => current.Output(start, count);

    /// <summary>Gradients of a half from those of its outputs at s; those of the free parameters are for the caller to set.</summary>
    public void Backward(float* observations, int half, ReadOnlySpan<float> outputGradient, Workspace workspace)
    {
        var (start, count) = Half(half);
        current.Backward(
            network.Parameters.Pointer, observations, start, count, outputGradient, Gradients(half).Pointer, null, workspace);
    }

    /// <summary>The free parameters' gradients of a half.</summary>
    public Span<float> FreeGradients(int half) => Gradients(half).Span[network.Shape.FreeOffset..];

    /// <summary>Adds the halves' gradients and steps, for the first or second half of the parameters.</summary>
    public void Step(Adam adam, long step, int half)
    {
        var first = network.Shape.Parameters / 2;
        var (start, count) = half == 0 ? (0, first) : (first, network.Shape.Parameters - first);
        Layer.Add(network.Gradients.Pointer + start, secondHalfGradients.Pointer + start, count);
        network.Step(adam, step, start, count);
    }

    /// <summary>Copies parameters and moments out.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors) => network.Capture(tensors);

    /// <summary>Takes parameters and moments over.</summary>
    public void Restore(TrainingState state) => network.Restore(state);

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        secondHalfGradients.Dispose();
        current.Dispose();
        next.Dispose();
        nextOutputs.Dispose();
    }

    private NativeBuffer Gradients(int half) => half == 0 ? network.Gradients : secondHalfGradients;
}
