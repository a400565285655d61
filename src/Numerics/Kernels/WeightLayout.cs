using System.Diagnostics;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// How the weight [outputs, inputs] of a layer is stored while it is trained: by rows or, where the products of <see cref="Avx512Sgemm"/>
/// take the layer, in panels of 64 outputs, each transposed [inputs, 64], as a forward pass reads it. An update has several times as many
/// forward passes as backward ones, which have to turn it back. What is computed does not depend on it.
/// </summary>
public static unsafe class WeightLayout
{
    /// <summary>Copies a weight by rows to its place.</summary>
    public static void FromRows(int outputs, int inputs, ReadOnlySpan<float> rows, NativeView weight)
    {
        Debug.Assert(weight.Length >= outputs * inputs, "the weight [outputs, inputs] is too short");
        if (!Blas.HasPanels(outputs))
        {
            rows[..(outputs * inputs)].CopyTo(weight.Span);
            return;
        }

        fixed (float* from = rows[..(outputs * inputs)])
        {
            RowsToPanels(outputs, inputs, new NativeView(from, outputs * inputs), weight);
        }
    }

    /// <summary>Copies a weight out by rows.</summary>
    public static void ToRows(int outputs, int inputs, NativeView weight, Span<float> rows)
    {
        Debug.Assert(weight.Length >= outputs * inputs, "the weight [outputs, inputs] is too short");
        if (!Blas.HasPanels(outputs))
        {
            weight.Span[..(outputs * inputs)].CopyTo(rows);
            return;
        }

        fixed (float* to = rows[..(outputs * inputs)])
        {
            PanelsToRows(outputs, inputs, weight, new NativeView(to, outputs * inputs));
        }
    }

    /// <summary>Turns a weight by rows, of a multiple of 64 outputs, into panels.</summary>
    internal static void RowsToPanels(int outputs, int inputs, NativeView rows, NativeView panels)
    {
        AssertLengths(outputs, inputs, rows, panels);
        for (var i = 0; i < outputs * inputs; i += Avx512Sgemm.Columns * inputs)
        {
            Avx512Transpose.Write(rows.Pointer + i, Avx512Sgemm.Columns, inputs, panels.Pointer + i);
        }
    }

    /// <summary>Turns panels into rows.</summary>
    internal static void PanelsToRows(int outputs, int inputs, NativeView panels, NativeView rows)
    {
        AssertLengths(outputs, inputs, rows, panels);
        for (var i = 0; i < outputs * inputs; i += Avx512Sgemm.Columns * inputs)
        {
            Avx512Transpose.Write(panels.Pointer + i, inputs, Avx512Sgemm.Columns, rows.Pointer + i);
        }
    }

    [Conditional("DEBUG")]
    private static void AssertLengths(int outputs, int inputs, NativeView rows, NativeView panels) => Debug.Assert(
        outputs % Avx512Sgemm.Columns == 0 && rows.Length >= outputs * inputs && panels.Length >= outputs * inputs,
        "rows or panels of the weight [outputs, inputs] are too short, or the last panel is not whole");
}
