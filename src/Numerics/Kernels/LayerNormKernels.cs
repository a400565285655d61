using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// Layer normalisation (Ba et al., arXiv 1607.06450) with the ReLU behind it, over row-major blocks. Rows are added up in 16 lanes on every
/// processor, so the bits do not depend on its vectors. Lengths are asserted in debug builds.
/// </summary>
public static unsafe class LayerNormKernels
{
    /// <summary>Added to a row's variance.</summary>
    public const float Epsilon = 1e-6f;

    private const int Lanes = 16;

    /// <summary>For every row z: x = (z - mean) / sqrt(variance + epsilon), y = max(gain x + shift, 0).</summary>
    /// <param name="z">[rows, width].</param>
    /// <param name="gain">[width].</param>
    /// <param name="shift">[width].</param>
    /// <param name="normalised">Set to x [rows, width], which <see cref="Backward"/> needs; it may be z's memory, or none.</param>
    /// <param name="scales">Set to 1 / sqrt(variance + epsilon) [rows], where x is kept.</param>
    /// <param name="y">[rows, width]; it may be z's memory where x is not kept.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Numbers per row.</param>
    public static void Forward(
        NativeView z, NativeView gain, NativeView shift, NativeView normalised, NativeView scales, NativeView y, int rows, int width)
    {
        Debug.Assert(z.Length >= rows * width && y.Length >= rows * width, "z or y [rows, width] is too short");
        Debug.Assert(gain.Length >= width && shift.Length >= width, "gain or shift [width] is too short");
        Debug.Assert(normalised.IsNone || (normalised.Length >= rows * width && scales.Length >= rows), "x [rows, width] or its scales [rows] are too short");
        for (var row = 0; row < rows; row++)
        {
            float* from = z.Pointer + (nint)row * width, to = y.Pointer + (nint)row * width;
            var mean = Sum(from, width) / width;
            var scale = 1 / MathF.Sqrt(SquaredDistances(from, mean, width) / width + Epsilon);
            if (normalised.IsNone)
            {
                Write(from, mean, scale, gain.Pointer, shift.Pointer, null, to, width);
            }
            else
            {
                scales.Pointer[row] = scale;
                Write(from, mean, scale, gain.Pointer, shift.Pointer, normalised.Pointer + (nint)row * width, to, width);
            }
        }
    }

    /// <summary>
    /// From d, the gradient with regard to gain x + shift, to that with regard to z, in place. The ReLU's part is the caller's: d is 0 where y is.
    /// </summary>
    /// <param name="d">[rows, width].</param>
    /// <param name="gain">[width].</param>
    /// <param name="normalised">x of the last <see cref="Forward"/>, [rows, width].</param>
    /// <param name="scales">Its scales, [rows].</param>
    /// <param name="gainGradient">Set to the gain's gradient [width]; none where it is not wanted.</param>
    /// <param name="shiftGradient">Set to the shift's gradient [width]; none where it is not wanted.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Numbers per row.</param>
    public static void Backward(
        NativeView d, NativeView gain, NativeView normalised, NativeView scales, NativeView gainGradient, NativeView shiftGradient, int rows, int width)
    {
        Debug.Assert(d.Length >= rows * width && normalised.Length >= rows * width, "d or x [rows, width] is too short");
        Debug.Assert(gain.Length >= width && scales.Length >= rows, "gain [width] or the scales [rows] are too short");
        if (!gainGradient.IsNone)
        {
            ElementwiseKernels.SumRows(d, shiftGradient, rows, width);
            gainGradient.Slice(0, width).Span.Clear();
            for (var row = 0; row < rows; row++)
            {
                AddProduct(d.Pointer + (nint)row * width, normalised.Pointer + (nint)row * width, gainGradient.Pointer, width);
            }
        }

        for (var row = 0; row < rows; row++)
        {
            Differentiate(d.Pointer + (nint)row * width, gain.Pointer, normalised.Pointer + (nint)row * width, scales.Pointer[row], width);
        }
    }

    private static void Write(float* z, float mean, float scale, float* gain, float* shift, float* normalised, float* y, int width)
    {
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            var x = (Vector512.Load(z + i) - Vector512.Create(mean)) * Vector512.Create(scale);
            if (normalised != null)
            {
                x.Store(normalised + i);
            }

            Vector512.Max(x * Vector512.Load(gain + i) + Vector512.Load(shift + i), Vector512<float>.Zero).Store(y + i);
        }

        for (; i < width; i++)
        {
            var x = (z[i] - mean) * scale;
            if (normalised != null)
            {
                normalised[i] = x;
            }

            y[i] = MathF.Max(x * gain[i] + shift[i], 0);
        }
    }

    /// <summary>dz = scale (g - mean(g) - x mean(g x)), g = d gain.</summary>
    private static void Differentiate(float* d, float* gain, float* x, float scale, int width)
    {
        var (sum, product, i) = (Vector512<float>.Zero, Vector512<float>.Zero, 0);
        for (; i <= width - Lanes; i += Lanes)
        {
            var g = Vector512.Load(d + i) * Vector512.Load(gain + i);
            g.Store(d + i);
            sum += g;
            product += g * Vector512.Load(x + i);
        }

        var (total, totalProduct) = (Total(sum), Total(product));
        for (; i < width; i++)
        {
            d[i] *= gain[i];
            total += d[i];
            totalProduct += d[i] * x[i];
        }

        var (mean, slope) = (total / width, totalProduct / width);
        for (i = 0; i <= width - Lanes; i += Lanes)
        {
            var centred = Vector512.Load(d + i) - Vector512.Create(mean) - Vector512.Load(x + i) * Vector512.Create(slope);
            (centred * Vector512.Create(scale)).Store(d + i);
        }

        for (; i < width; i++)
        {
            d[i] = (d[i] - mean - x[i] * slope) * scale;
        }
    }

    /// <summary>sum += a b.</summary>
    private static void AddProduct(float* a, float* b, float* sum, int width)
    {
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            (Vector512.Load(sum + i) + Vector512.Load(a + i) * Vector512.Load(b + i)).Store(sum + i);
        }

        for (; i < width; i++)
        {
            sum[i] += a[i] * b[i];
        }
    }

    private static float Sum(float* z, int width)
    {
        var (sum, i) = (Vector512<float>.Zero, 0);
        for (; i <= width - Lanes; i += Lanes)
        {
            sum += Vector512.Load(z + i);
        }

        var total = Total(sum);
        for (; i < width; i++)
        {
            total += z[i];
        }

        return total;
    }

    private static float SquaredDistances(float* z, float mean, int width)
    {
        var (sum, i) = (Vector512<float>.Zero, 0);
        for (; i <= width - Lanes; i += Lanes)
        {
            var distance = Vector512.Load(z + i) - Vector512.Create(mean);
            sum += distance * distance;
        }

        var total = Total(sum);
        for (; i < width; i++)
        {
            total += (z[i] - mean) * (z[i] - mean);
        }

        return total;
    }

    /// <summary>The lanes' sum: halves are added until one is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(Vector512<float> lanes)
    {
        var eight = lanes.GetLower() + lanes.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return four[0] + four[2] + (four[1] + four[3]);
    }
}
