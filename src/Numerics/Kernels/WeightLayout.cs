namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// How the weight [outputs, inputs] of a layer lies in memory while it is trained: by rows or, where the products of <see cref="Avx512Sgemm"/>
/// take the layer, in panels of 64 outputs, each transposed [inputs, 64], as a forward pass reads it. An update has several times as many
/// forward passes as backward ones, which have to turn it back. What is computed does not depend on it.
/// </summary>
public static unsafe class WeightLayout
{
    /// <summary>Copies a weight by rows to its place.</summary>
    public static void FromRows(int outputs, int inputs, ReadOnlySpan<float> rows, float* weight)
    {
        if (!Blas.HasPanels(outputs))
        {
            rows[..(outputs * inputs)].CopyTo(new Span<float>(weight, outputs * inputs));
            return;
        }

        fixed (float* from = rows)
        {
            RowsToPanels(outputs, inputs, from, weight);
        }
    }

    /// <summary>Copies a weight out by rows.</summary>
    public static void ToRows(int outputs, int inputs, float* weight, Span<float> rows)
    {
        if (!Blas.HasPanels(outputs))
        {
            new ReadOnlySpan<float>(weight, outputs * inputs).CopyTo(rows);
            return;
        }

        fixed (float* to = rows)
        {
            PanelsToRows(outputs, inputs, weight, to);
        }
    }

    /// <summary>Turns a weight by rows, of a multiple of 64 outputs, into panels.</summary>
    internal static void RowsToPanels(int outputs, int inputs, float* rows, float* panels)
    {
        for (var i = 0; i < outputs * inputs; i += Avx512Sgemm.Columns * inputs)
        {
            Avx512Transpose.Write(rows + i, Avx512Sgemm.Columns, inputs, panels + i);
        }
    }

    /// <summary>Turns panels into rows.</summary>
    internal static void PanelsToRows(int outputs, int inputs, float* panels, float* rows)
    {
        for (var i = 0; i < outputs * inputs; i += Avx512Sgemm.Columns * inputs)
        {
            Avx512Transpose.Write(panels + i, inputs, Avx512Sgemm.Columns, rows + i);
        }
    }
}
