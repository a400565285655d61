using System.Diagnostics;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>The matrix products of a dense layer, whose weight and its gradient lie as <see cref="WeightLayout"/> says.</summary>
public static unsafe class LayerProducts
{
    [ThreadStatic]
    private static NativeBuffer? scratch; // for one weight, the largest so far

    /// <summary>y [rows, outputs] = x [rows, inputs] W^T + bias, and max(y, 0) of it where it <paramref name="rectifies"/>.</summary>
    public static void Forward(int rows, int inputs, int outputs, NativeView x, NativeView weight, NativeView bias, bool rectifies, NativeView y)
    {
        Debug.Assert(x.Length >= rows * inputs && weight.Length >= outputs * inputs, "x [rows, inputs] or W [outputs, inputs] is too short");
        Debug.Assert(bias.Length >= outputs && y.Length >= rows * outputs, "the bias [outputs] or y [rows, outputs] is too short");
        if (Blas.HasPanels(outputs) && rectifies && Avx512Sgemm.TakesTransposed(rows, outputs, inputs))
        {
            Avx512Sgemm.MultiplyPanels(
                rows, outputs, inputs, x.Pointer, weight.Pointer, y.Pointer, new BiasAndRectify(bias.Pointer));
            return;
        }

        Blas.MultiplyTransposed(rows, outputs, inputs, x, ByRows(outputs, inputs, weight), y);
        if (rectifies)
        {
            ElementwiseKernels.AddBiasAndRectify(y, bias, rows, outputs);
        }
        else
        {
            ElementwiseKernels.AddBias(y, bias, rows, outputs);
        }
    }

    /// <summary>y [rows, outputs] = x [rows, inputs] W^T + bias of a hidden layer that is normalised next.</summary>
    public static void ForwardUnrectified(int rows, int inputs, int outputs, NativeView x, NativeView weight, NativeView bias, NativeView y)
    {
        if (Blas.HasPanels(outputs) && Avx512Sgemm.TakesTransposed(rows, outputs, inputs))
        {
            Avx512Sgemm.MultiplyPanels(rows, outputs, inputs, x.Pointer, weight.Pointer, y.Pointer, new AddBias(bias.Pointer));
            return;
        }

        Forward(rows, inputs, outputs, x, weight, bias, rectifies: false, y);
    }

    /// <summary>
    /// dx [rows, inputs] = dy [rows, outputs] W, and 0 where the layer's rectified input is, which is <paramref name="activation"/> if the layer
    /// is not the first, and none if it is.
    /// </summary>
    public static void InputGradient(int rows, int inputs, int outputs, NativeView dy, NativeView weight, NativeView activation, NativeView dx)
    {
        weight = ByRows(outputs, inputs, weight);
        if (activation.IsNone)
        {
            Blas.Multiply(rows, inputs, outputs, dy, weight, dx);
        }
        else
        {
            Blas.MultiplyAndMask(rows, inputs, outputs, dy, weight, activation, dx);
        }
    }

    /// <summary>dW = dy [rows, outputs]^T x [rows, inputs].</summary>
    public static void WeightGradient(int rows, int inputs, int outputs, NativeView dy, NativeView x, NativeView gradient)
    {
        Debug.Assert(dy.Length >= rows * outputs && x.Length >= rows * inputs, "dy [rows, outputs] or x [rows, inputs] is too short");
        Debug.Assert(gradient.Length >= outputs * inputs, "dW [outputs, inputs] is too short");
        if (!Blas.HasPanels(outputs))
        {
            Blas.TransposedMultiply(outputs, inputs, rows, dy, x, gradient);
        }
        else if (Avx512Sgemm.Takes(inputs, outputs))
        {
            Avx512Sgemm.MultiplyIntoPanels(inputs, outputs, rows, x.Pointer, dy.Pointer, gradient.Pointer);
        }
        else
        {
            var turned = NativeBuffer.Grown(ref scratch, outputs * inputs);
            Blas.TransposedMultiply(outputs, inputs, rows, dy, x, turned);
            WeightLayout.RowsToPanels(outputs, inputs, turned, gradient);
        }
    }

    /// <summary>The weight by rows, valid until this thread's next call.</summary>
    private static NativeView ByRows(int outputs, int inputs, NativeView weight)
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
