namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Explicit forward and backward passes of one network over a block of at most <c>capacity</c> rows, in buffers allocated once.
/// One instance belongs to one thread; parameters and gradients are handed in, so several instances can share them.
/// </summary>
public sealed unsafe class Mlp : IForwardPass
{
    private readonly MlpShape shape;
    private readonly NativeBuffer[] outputs;
    private readonly NativeBuffer delta;
    private readonly NativeBuffer nextDelta;
    private float* used;
    private float* input;
    private int rows;

    /// <summary>Allocates activations for blocks of up to <paramref name="capacity"/> rows.</summary>
    public Mlp(MlpShape shape, int capacity)
    {
        this.shape = shape;
        outputs = new NativeBuffer[shape.Layers];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            outputs[layer] = new NativeBuffer(capacity * shape.Out(layer));
        }

        delta = new NativeBuffer(capacity * shape.MaxWidth);
        nextDelta = new NativeBuffer(capacity * shape.MaxWidth);
    }

    /// <summary>The last forward pass's outputs, [rows, outputs].</summary>
    public Span<float> Output => new(outputs[^1].Pointer, rows * shape.Outputs);

    /// <inheritdoc />
    public void Use(float* network) => used = network;

    /// <inheritdoc />
    public void Forward(float* x, int rowCount) => Forward(used, x, rowCount);

    /// <summary>y = W_L relu(... relu(W_0 x + b_0) ...) + b_L for x [rows, inputs]; <paramref name="x"/> must outlive the backward pass.</summary>
    public void Forward(float* parameters, float* x, int rowCount)
    {
        input = x;
        rows = rowCount;
        if (rows == 0)
        {
            return;
        }

        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var y = outputs[layer].Pointer;
            var width = shape.Out(layer);
            var weight = parameters + shape.Weight(layer);
            var bias = parameters + shape.Bias(layer);
            if (layer < shape.Layers - 1)
            {
                Blas.MultiplyTransposedAndRectify(rows, width, shape.In(layer), x, weight, bias, y);
            }
            else
            {
                Blas.MultiplyTransposed(rows, width, shape.In(layer), x, weight, y);
                Layer.AddBias(y, bias, rows, width);
            }

            x = y;
        }
    }

    /// <summary>
    /// Back-propagates dL/dy [rows, outputs] through the last forward pass. Writes (does not add) dL/dparameters of the layers where
    /// <paramref name="gradients"/> is given, and dL/dx [rows, inputs] where <paramref name="inputGradient"/> is.
    /// </summary>
    public void Backward(float* parameters, ReadOnlySpan<float> outputGradient, float* gradients, float* inputGradient)
    {
        if (rows == 0)
        {
            if (gradients != null)
            {
                new Span<float>(gradients, shape.FreeOffset).Clear();
            }

            return;
        }

        var dy = delta.Pointer;
        var dx = nextDelta.Pointer;
        outputGradient[..(rows * shape.Outputs)].CopyTo(delta.Span);
        for (var layer = shape.Layers - 1; layer >= 0; layer--)
        {
            var (inWidth, outWidth) = (shape.In(layer), shape.Out(layer));
            var x = layer == 0 ? input : outputs[layer - 1].Pointer;
            if (gradients != null)
            {
                Blas.TransposedMultiply(outWidth, inWidth, rows, dy, x, gradients + shape.Weight(layer));
                Layer.SumRows(dy, gradients + shape.Bias(layer), rows, outWidth);
            }

            if (layer > 0)
            {
                Blas.MultiplyAndMask(rows, inWidth, outWidth, dy, parameters + shape.Weight(layer), x, dx);
                var free = dy;
                dy = dx;
                dx = free;
            }
            else if (inputGradient != null)
            {
                Blas.Multiply(rows, inWidth, outWidth, dy, parameters + shape.Weight(0), inputGradient);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var buffer in outputs)
        {
            buffer.Dispose();
        }

        delta.Dispose();
        nextDelta.Dispose();
    }
}
