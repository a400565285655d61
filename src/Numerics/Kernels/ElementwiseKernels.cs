using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>The passes of a dense layer that are not matrix products, vectorised, over row-major blocks. Lengths are asserted in debug builds.</summary>
public static unsafe class ElementwiseKernels
{
    /// <summary>y += b for every row.</summary>
    public static void AddBias(NativeView output, NativeView biases, int rows, int width)
    {
        Debug.Assert(output.Length >= rows * width && biases.Length >= width, "y [rows, width] or b [width] is too short");
        float* y = output.Pointer, bias = biases.Pointer;
        for (var row = 0; row < rows; row++, y += width)
        {
            var i = 0;
            for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(y + i, Load(y + i) + Load(bias + i));
            }

            for (; i < width; i++)
            {
                y[i] += bias[i];
            }
        }
    }

    /// <summary>y = max(y + b, 0) for every row.</summary>
    public static void AddBiasAndRectify(NativeView output, NativeView biases, int rows, int width)
    {
        Debug.Assert(output.Length >= rows * width && biases.Length >= width, "y [rows, width] or b [width] is too short");
        float* y = output.Pointer, bias = biases.Pointer;
        for (var row = 0; row < rows; row++, y += width)
        {
            var i = 0;
            for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(y + i, Vector.Max(Load(y + i) + Load(bias + i), Vector<float>.Zero));
            }

            for (; i < width; i++)
            {
                y[i] = MathF.Max(y[i] + bias[i], 0);
            }
        }
    }

    /// <summary>d = 0 where the rectified activation is 0: the derivative of ReLU, taken as 0 at 0 like PyTorch's.</summary>
    public static void MaskByActivation(NativeView derivatives, NativeView activations, int count)
    {
        Debug.Assert(derivatives.Length >= count && activations.Length >= count, "d or the activation is too short");
        float* d = derivatives.Pointer, activation = activations.Pointer;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var alive = Vector.GreaterThan(Load(activation + i), Vector<float>.Zero);
            Store(d + i, Vector.ConditionalSelect(alive, Load(d + i), Vector<float>.Zero));
        }

        for (; i < count; i++)
        {
            d[i] = activation[i] > 0 ? d[i] : 0;
        }
    }

    /// <summary>sum = the rows of d added up, in row order.</summary>
    public static void SumRows(NativeView matrix, NativeView sums, int rows, int width)
    {
        Debug.Assert(matrix.Length >= rows * width && sums.Length >= width, "d [rows, width] or the sum [width] is too short");
        float* d = matrix.Pointer, sum = sums.Pointer;
        var i = 0;
        for (; i <= width - 4 * Vector<float>.Count; i += 4 * Vector<float>.Count)
        {
            Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            var row = d + i;
            for (var r = 0; r < rows; r++, row += width)
            {
                sum0 += Load(row);
                sum1 += Load(row + Vector<float>.Count);
                sum2 += Load(row + 2 * Vector<float>.Count);
                sum3 += Load(row + 3 * Vector<float>.Count);
            }

            Store(sum + i, sum0);
            Store(sum + i + Vector<float>.Count, sum1);
            Store(sum + i + 2 * Vector<float>.Count, sum2);
            Store(sum + i + 3 * Vector<float>.Count, sum3);
        }

        for (; i < width; i++)
        {
            var total = 0f;
            for (var r = 0; r < rows; r++)
            {
                total += d[(nint)r * width + i];
            }

            sum[i] = total;
        }
    }

    /// <summary>x += y.</summary>
    public static void Add(NativeView target, NativeView addend)
    {
        Debug.Assert(target.Length == addend.Length, "x and y differ in length");
        var count = target.Length;
        float* x = target.Pointer, y = addend.Pointer;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Store(x + i, Load(x + i) + Load(y + i));
        }

        for (; i < count; i++)
        {
            x[i] += y[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Load(float* p) => Unsafe.ReadUnaligned<Vector<float>>(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(float* p, Vector<float> value) => Unsafe.WriteUnaligned(p, value);
}
