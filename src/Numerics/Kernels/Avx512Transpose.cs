using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Numerics.Kernels;

/// <summary>Transposes a matrix by squares of 16 x 16 numbers, each in registers.</summary>
internal static unsafe class Avx512Transpose
{
    private const int Side = 16;

    /// <summary>Writes the [rows, columns] matrix at <paramref name="source"/> as [columns, rows].</summary>
    public static void Write(float* source, int rows, int columns, float* target)
    {
        var (wholeRows, wholeColumns) = (rows / Side * Side, columns / Side * Side);
        for (var x = 0; x < wholeRows; x += Side)
        {
            for (var l = 0; l < wholeColumns; l += Side)
            {
                Square(source + (nint)x * columns + l, columns, target + (nint)l * rows + x, rows);
            }
        }

        OneByOne(source, columns, target, rows, 0, wholeRows, wholeColumns, columns);
        OneByOne(source, columns, target, rows, wholeRows, rows, 0, columns);
    }

    private static void OneByOne(
        float* source, nint stride, float* target, nint targetStride, int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (var l = firstColumn; l < endColumn; l++)
        {
            for (var i = firstRow; i < endRow; i++)
            {
                target[l * targetStride + i] = source[i * stride + l];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square(float* source, nint stride, float* target, nint targetStride)
    {
        FourRows(source, stride, out var a0, out var a1, out var a2, out var a3);
        FourRows(source + 4 * stride, stride, out var b0, out var b1, out var b2, out var b3);
        FourRows(source + 8 * stride, stride, out var c0, out var c1, out var c2, out var c3);
        FourRows(source + 12 * stride, stride, out var d0, out var d1, out var d2, out var d3);
        FourColumns(a0, b0, c0, d0, target, targetStride);
        FourColumns(a1, b1, c1, d1, target + targetStride, targetStride);
        FourColumns(a2, b2, c2, d2, target + 2 * targetStride, targetStride);
        FourColumns(a3, b3, c3, d3, target + 3 * targetStride, targetStride);
    }

    /// <summary>Four rows; quarter q of <c>column[j]</c> becomes their numbers in column 4q + j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* source, nint stride, out Vector512<float> column0, out Vector512<float> column1, out Vector512<float> column2, out Vector512<float> column3)
    {
        var (row0, row1) = (Vector512.Load(source), Vector512.Load(source + stride));
        var (row2, row3) = (Vector512.Load(source + 2 * stride), Vector512.Load(source + 3 * stride));
        var (low, high) = (Avx512F.UnpackLow(row0, row1).AsDouble(), Avx512F.UnpackLow(row2, row3).AsDouble());
        column0 = Avx512F.UnpackLow(low, high).AsSingle();
        column1 = Avx512F.UnpackHigh(low, high).AsSingle();
        (low, high) = (Avx512F.UnpackHigh(row0, row1).AsDouble(), Avx512F.UnpackHigh(row2, row3).AsDouble());
        column2 = Avx512F.UnpackLow(low, high).AsSingle();
        column3 = Avx512F.UnpackHigh(low, high).AsSingle();
    }

    /// <summary>Stores quarter q of four vectors, which are rows 0-3, 4-7, 8-11 and 12-15, as target column 4q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint stride)
    {
        const byte Even = 0x88, Odd = 0xDD; // quarters 0 and 2, or 1 and 3, of both operands
        var (first, second) = (Avx512F.Shuffle4x128(a, b, Even), Avx512F.Shuffle4x128(c, d, Even));
        Avx512F.Shuffle4x128(first, second, Even).Store(target);
        Avx512F.Shuffle4x128(first, second, Odd).Store(target + 8 * stride);
        (first, second) = (Avx512F.Shuffle4x128(a, b, Odd), Avx512F.Shuffle4x128(c, d, Odd));
        Avx512F.Shuffle4x128(first, second, Even).Store(target + 4 * stride);
        Avx512F.Shuffle4x128(first, second, Odd).Store(target + 12 * stride);
    }
}
