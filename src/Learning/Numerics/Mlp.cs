namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Explicit forward and backward passes of one network over a block of at most <c>capacity</c> rows, in buffers allocated once.
/// One instance belongs to one thread; parameters and gradients are handed in, so several instances can share them. They lie as
/// <see cref="MlpShape"/> and <see cref="WeightLayout"/> say.
/// </summary>
public sealed unsafe class Mlp : IDisposable
{
    private readonly NativeBuffer[] outputs;
    private float* input;
    private int rows;

    /// <summary>Allocates activations for blocks of up to <paramref name="capacity"/> rows.</summary>
    public Mlp(MlpShape shape, int capacity)
    {
        Shape = shape;
        ForwardPass = new BlockedForward(shape);
        outputs = [.. Enumerable.Range(0, shape.Layers).Select(layer => new NativeBuffer(capacity * shape.Out(layer)))];
        Scratch = [new NativeBuffer(capacity * shape.MaxWidth), new NativeBuffer(capacity * shape.MaxWidth)];
    }

    /// <summary>The network's layout.</summary>
    public MlpShape Shape { get; }

    /// <summary>The last forward pass's outputs, [rows, outputs].</summary>
    public Span<float> Output => new(outputs[^1].Pointer, rows * Shape.Outputs);

    /// <summary>The forward pass, also for others on the same thread.</summary>
    internal BlockedForward ForwardPass { get; }

    /// <summary>Twice the widest layer of all rows: for gradients during a backward pass, else for the activations of passes that keep none.</summary>
    internal NativeBuffer[] Scratch { get; }

    /// <summary>y = W_L relu(... relu(W_0 x + b_0) ...) + b_L for x [rows, inputs]; <paramref name="x"/> must outlive the backward pass.</summary>
    public void Forward(float* parameters, float* x, int rowCount)
    {
        input = x;
        rows = rowCount;
        ForwardPass.Run(parameters, x, rows, outputs, keeps: true);
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
                new Span<float>(gradients, Shape.FreeOffset).Clear();
            }

            return;
        }

        var dy = Scratch[0].Pointer;
        var dx = Scratch[1].Pointer;
        outputGradient[..(rows * Shape.Outputs)].CopyTo(Scratch[0].Span);
        for (var layer = Shape.Layers - 1; layer >= 0; layer--)
        {
            var (inWidth, outWidth) = (Shape.In(layer), Shape.Out(layer));
            var x = layer == 0 ? input : outputs[layer - 1].Pointer;
            if (gradients != null)
            {
                LayerProducts.WeightGradient(rows, inWidth, outWidth, dy, x, gradients + Shape.Weight(layer));
                Layer.SumRows(dy, gradients + Shape.Bias(layer), rows, outWidth);
            }

            if (layer > 0)
            {
                LayerProducts.InputGradient(rows, inWidth, outWidth, dy, parameters + Shape.Weight(layer), x, dx);
                var free = dy;
                dy = dx;
                dx = free;
            }
            else if (inputGradient != null)
            {
                LayerProducts.InputGradient(rows, inWidth, outWidth, dy, parameters + Shape.Weight(0), activation: null, inputGradient);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var buffer in (NativeBuffer[])[.. outputs, .. Scratch])
        {
            buffer.Dispose();
        }
    }
}
