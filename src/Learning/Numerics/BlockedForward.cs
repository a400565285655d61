namespace AwacAkka.Learning.Numerics;

/// <summary>
/// A network's forward pass in single precision. A large batch passes through all layers in blocks of rows, so that what one layer writes
/// and the next one reads is still in the second cache.
/// </summary>
/// <param name="shape">The network's layout.</param>
internal sealed unsafe class BlockedForward(MlpShape shape)
{
    private const int BlockRows = 256;

    /// <summary>y = W_L relu(... relu(W_0 x + b_0) ...) + b_L for x [rows, inputs].</summary>
    /// <param name="parameters">The network's.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="outputs">Where each layer's go: of the last one and, where <paramref name="keeps"/>, of the hidden ones those of all rows.</param>
    /// <param name="keeps">Whether hidden activations are kept for a backward pass; else their memory is used again for every block.</param>
    public void Run(float* parameters, float* x, int rows, NativeBuffer[] outputs, bool keeps)
    {
        var block = Block(rows);
        for (var start = 0; start < rows; start += block)
        {
            var count = Math.Min(block, rows - start);
            var input = x + (nint)start * shape.Inputs;
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var (inputs, width, last) = (shape.In(layer), shape.Out(layer), layer == shape.Layers - 1);
                var y = outputs[layer].Pointer + (keeps || last ? (nint)start * width : 0);
                LayerProducts.Forward(
                    count, inputs, width, input, parameters + shape.Weight(layer), parameters + shape.Bias(layer), rectifies: !last, y);
                input = y;
            }
        }
    }

    /// <summary>Rows of a block: all of them where some layer's bits depended on the split.</summary>
    private int Block(int rows)
    {
        if (rows <= BlockRows)
        {
            return rows;
        }

        var rest = rows % BlockRows;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var (n, k) = (shape.Out(layer), shape.In(layer));
            if (!Blas.MaySplit(rows, BlockRows, n, k) || (rest > 0 && !Blas.MaySplit(rows, rest, n, k)))
            {
                return rows;
            }
        }

        return BlockRows;
    }
}
