using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>The matrix products of a dense layer, whose weight and its gradient lie as <see cref="WeightLayout"/> says.</summary>
public static unsafe class LayerProducts
{
    [ThreadStatic]
    private static NativeBuffer? scratch; // for one weight, the largest so far

    /// <summary>y [rows, outputs] = x [rows, inputs] W^T + bias, and max(y, 0) of it where it <paramref name="rectifies"/>.</summary>
    public static void Forward(int rows, int inputs, int outputs, float* x, float* weight, float* bias, bool rectifies, float* y)
    {
        if (Blas.HasPanels(outputs) && rectifies && Avx512Sgemm.TakesTransposed(rows, outputs, inputs))
        {
            Avx512Sgemm.MultiplyPanels(rows, outputs, inputs, x, weight, y, new BiasAndRectify(bias));
            return;
        }

        Blas.MultiplyTransposed(rows, outputs, inputs, x, ByRows(outputs, inputs, weight), y);
        if (rectifies)
        {
            Layer.AddBiasAndRectify(y, bias, rows, outputs);
        }
        else
        {
            Layer.AddBias(y, bias, rows, outputs);
        }
    }

    /// <summary>
    /// dx [rows, inputs] = dy [rows, outputs] W, and 0 where the layer's rectified input is, which is <paramref name="activation"/> if the layer
    /// is not the first.
    /// </summary>
    public static void InputGradient(int rows, int inputs, int outputs, float* dy, float* weight, float* activation, float* dx)
    {
        weight = ByRows(outputs, inputs, weight);
        if (activation == null)
        {
            Blas.Multiply(rows, inputs, outputs, dy, weight, dx);
        }
        else
        {
            Blas.MultiplyAndMask(rows, inputs, outputs, dy, weight, activation, dx);
        }
    }

    /// <summary>dW = dy [rows, outputs]^T x [rows, inputs].</summary>
    public static void WeightGradient(int rows, int inputs, int outputs, float* dy, float* x, float* gradient)
    {
        if (!Blas.HasPanels(outputs))
        {
            Blas.TransposedMultiply(outputs, inputs, rows, dy, x, gradient);
        }
        else if (Avx512Sgemm.Takes(inputs, outputs))
        {
            Avx512Sgemm.MultiplyIntoPanels(inputs, outputs, rows, x, dy, gradient);
        }
        else
        {
            var turned = NativeBuffer.Grown(ref scratch, outputs * inputs);
            Blas.TransposedMultiply(outputs, inputs, rows, dy, x, turned);
            WeightLayout.RowsToPanels(outputs, inputs, turned, gradient);
        }
    }

    /// <summary>The weight by rows, valid until this thread's next call.</summary>
    private static float* ByRows(int outputs, int inputs, float* weight)
    {
        if (!Blas.HasPanels(outputs))
        {
            return weight;
        }

        var rows = NativeBuffer.Grown(ref scratch, outputs * inputs);
        WeightLayout.PanelsToRows(outputs, inputs, weight, rows);
        return rows;
    }
}
