using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// Explicit forward and backward passes of one network over a batch of at most <c>capacity</c> rows, in buffers allocated once. Parameters and
/// gradients are handed in and lie as <see cref="MlpShape"/> and <see cref="WeightLayout"/> say. Lanes may be at work on different rows.
/// </summary>
public sealed class Mlp : IDisposable
{
    private readonly NativeBuffer[] outputs;
    private readonly NativeBuffer[] normalised; // of each hidden layer, [capacity, width], if they are
    private readonly NativeBuffer[] scales; // of its rows, [capacity]

    /// <summary>Allocates activations for batches of up to <paramref name="capacity"/> rows.</summary>
    public Mlp(MlpShape shape, int capacity)
    {
        Shape = shape;
        outputs = [.. Enumerable.Range(0, shape.Layers).Select(layer => new NativeBuffer(checked(capacity * shape.Out(layer))))];
        int[] norms = [.. Enumerable.Range(0, shape.Layers).Where(shape.IsNormalised)];
        normalised = [.. norms.Select(layer => new NativeBuffer(checked(capacity * shape.Out(layer))))];
        scales = [.. norms.Select(_ => new NativeBuffer(capacity))];
    }

    /// <summary>The network's layout.</summary>
    public MlpShape Shape { get; }

    /// <summary>The last forward pass's outputs of some rows, [count, outputs].</summary>
    public Span<float> Output(int start, int count) => outputs[^1].Span.Slice(start * Shape.Outputs, count * Shape.Outputs);

    /// <summary>
    /// y = W_L relu(... relu(W_0 x + b_0) ...) + b_L for rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of
    /// the batch x [rows, inputs]; what goes into a ReLU is normalised first where the layout says so.
    /// </summary>
    public void Forward(NativeView parameters, NativeView x, int start, int count)
    {
        var input = x.Rows(start, count, Shape.Inputs);
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            var (inWidth, outWidth) = (Shape.In(layer), Shape.Out(layer));
            var y = outputs[layer].View.Rows(start, count, outWidth);
            if (Shape.IsNormalised(layer))
            {
                var unscaled = normalised[layer].View.Rows(start, count, outWidth);
                LayerProducts.ForwardUnrectified(
                    count, inWidth, outWidth, input, Shape.WeightOf(parameters, layer), Shape.BiasOf(parameters, layer), unscaled);
                LayerNormKernels.Forward(
                    unscaled, Shape.GainOf(parameters, layer), Shape.ShiftOf(parameters, layer), unscaled, scales[layer].Slice(start, count), y, count, outWidth);
            }
            else
            {
                LayerProducts.Forward(
                    count, inWidth, outWidth, input, Shape.WeightOf(parameters, layer), Shape.BiasOf(parameters, layer),
                    rectifies: layer < Shape.Layers - 1, y);
            }

            input = y;
        }
    }

    /// <summary>
    /// Back-propagates dL/dy [count, outputs] through the last forward pass of those rows of x. Writes (does not add) dL/dparameters of the layers
    /// where <paramref name="gradients"/> is given, and dL/dx [count, inputs] where <paramref name="inputGradient"/> is.
    /// </summary>
    public void Backward(
        NativeView parameters, NativeView x, int start, int count, ReadOnlySpan<float> outputGradient, NativeView gradients,
        NativeView inputGradient, Workspace workspace)
    {
        if (count == 0)
        {
            if (!gradients.IsNone)
            {
                gradients.Slice(0, Shape.FreeOffset).Span.Clear();
            }

            return;
        }

        var dy = workspace.Front;
        var dx = workspace.Back;
        outputGradient[..(count * Shape.Outputs)].CopyTo(dy.Span);
        for (var layer = Shape.Layers - 1; layer >= 0; layer--)
        {
            var (inWidth, outWidth) = (Shape.In(layer), Shape.Out(layer));
            var input = (layer == 0 ? x : outputs[layer - 1].View).Rows(start, count, inWidth);
            if (Shape.IsNormalised(layer))
            {
                BackwardThroughNorm(layer, parameters, gradients, dy, start, count);
            }

            if (!gradients.IsNone)
            {
                LayerProducts.WeightGradient(count, inWidth, outWidth, dy, input, Shape.WeightOf(gradients, layer));
                ElementwiseKernels.SumRows(dy, Shape.BiasOf(gradients, layer), count, outWidth);
            }

            if (layer > 0)
            {
                LayerProducts.InputGradient(count, inWidth, outWidth, dy, Shape.WeightOf(parameters, layer), input, dx);
                (dy, dx) = (dx, dy);
            }
            else if (!inputGradient.IsNone)
            {
                LayerProducts.InputGradient(count, inWidth, outWidth, dy, Shape.WeightOf(parameters, 0), activation: default, inputGradient);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach([.. outputs, .. normalised, .. scales], buffer => buffer.Dispose());

    private void BackwardThroughNorm(int layer, NativeView parameters, NativeView gradients, NativeView dy, int start, int count)
    {
        var width = Shape.Out(layer);
        LayerNormKernels.Backward(
            dy, Shape.GainOf(parameters, layer), normalised[layer].View.Rows(start, count, width), scales[layer].Slice(start, count),
            gradients.IsNone ? default : Shape.GainOf(gradients, layer), gradients.IsNone ? default : Shape.ShiftOf(gradients, layer), count, width);
    }
}
