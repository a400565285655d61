using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// Explicit forward and backward passes of one network over a batch of at most <c>capacity</c> rows, in buffers allocated once. Parameters and
/// gradients are handed in and lie as <see cref="MlpShape"/> and <see cref="WeightLayout"/> say. Threads may be at work on different rows.
/// </summary>
public sealed unsafe class Mlp : IDisposable
{
    private readonly NativeBuffer[] outputs;

    /// <summary>Allocates activations for batches of up to <paramref name="capacity"/> rows.</summary>
    public Mlp(MlpShape shape, int capacity)
    {
        Shape = shape;
        outputs = [.. Enumerable.Range(0, shape.Layers).Select(layer => new NativeBuffer(capacity * shape.Out(layer)))];
    }

    /// <summary>The network's layout.</summary>
    public MlpShape Shape { get; }

    /// <summary>The last forward pass's outputs of some rows, [count, outputs].</summary>
    public Span<float> Output(int start, int count) => outputs[^1].Span.Slice(start * Shape.Outputs, count * Shape.Outputs);

    /// <summary>
    /// y = W_L relu(... relu(W_0 x + b_0) ...) + b_L for rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of
    /// the batch x [rows, inputs].
    /// </summary>
    public void Forward(float* parameters, float* x, int start, int count)
    {
        var input = x + (nint)start * Shape.Inputs;
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            var (inWidth, outWidth) = (Shape.In(layer), Shape.Out(layer));
            var y = outputs[layer].Pointer + (nint)start * outWidth;
            LayerProducts.Forward(
                count, inWidth, outWidth, input, parameters + Shape.Weight(layer), parameters + Shape.Bias(layer),
                rectifies: layer < Shape.Layers - 1, y);
            input = y;
        }
    }

    /// <summary>
    /// Back-propagates dL/dy [count, outputs] through the last forward pass of those rows of x. Writes (does not add) dL/dparameters of the layers
    /// where <paramref name="gradients"/> is given, and dL/dx [count, inputs] where <paramref name="inputGradient"/> is.
    /// </summary>
    public void Backward(
        float* parameters, float* x, int start, int count, ReadOnlySpan<float> outputGradient, float* gradients, float* inputGradient,
        Workspace workspace)
    {
        if (count == 0)
        {
            if (gradients != null)
            {
                new Span<float>(gradients, Shape.FreeOffset).Clear();
            }

            return;
        }

        var dy = workspace.Front;
        var dx = workspace.Back;
        outputGradient[..(count * Shape.Outputs)].CopyTo(new Span<float>(dy, count * Shape.Outputs));
        for (var layer = Shape.Layers - 1; layer >= 0; layer--)
        {
            var (inWidth, outWidth) = (Shape.In(layer), Shape.Out(layer));
            var input = (layer == 0 ? x : outputs[layer - 1].Pointer) + (nint)start * inWidth;
            if (gradients != null)
            {
                LayerProducts.WeightGradient(count, inWidth, outWidth, dy, input, gradients + Shape.Weight(layer));
                Layer.SumRows(dy, gradients + Shape.Bias(layer), count, outWidth);
            }

            if (layer > 0)
            {
                LayerProducts.InputGradient(count, inWidth, outWidth, dy, parameters + Shape.Weight(layer), input, dx);
                var free = dy;
                dy = dx;
                dx = free;
            }
            else if (inputGradient != null)
            {
                LayerProducts.InputGradient(count, inWidth, outWidth, dy, parameters + Shape.Weight(0), activation: null, inputGradient);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(outputs, buffer => buffer.Dispose());
}
