using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Randomness;

namespace AwacAkka.Numerics.Tests;

/// <summary>C [M, N] = A [M, K] B [K, N] of random numbers, each stored by rows as it is or transposed.</summary>
internal sealed record MatrixProduct(int M, int N, int K, bool TransposeA, bool TransposeB)
{
    private const float Guard = 12345;
    private const int Guards = 64;

    public float[] A { get; init; } = Random(M * K, 1);

    public float[] B { get; init; } = Random(K * N, 2);

    /// <summary>The three forms that layers need.</summary>
    public static MatrixProduct[] Transpositions(int m, int n, int k) =>
        [new(m, n, k, false, true), new(m, n, k, false, false), new(m, n, k, true, false)];

    /// <summary>Every element as the plainest loop makes it.</summary>
    public T[] Evaluate<T>(T start, Func<T, float, float, T> add)
    {
        var c = new T[M * N];
        for (var i = 0; i < M; i++)
        {
            for (var j = 0; j < N; j++)
            {
                var sum = start;
                for (var l = 0; l < K; l++)
                {
                    sum = add(sum, A[TransposeA ? l * M + i : i * K + l], B[TransposeB ? j * K + l : l * N + j]);
                }

                c[i * N + j] = sum;
            }
        }

        return c;
    }

    public unsafe float[] Managed() => Run((a, b, c) => ManagedSgemm.Multiply(
        M, N, K, a.Pointer, TransposeA ? 1 : K, TransposeA ? M : 1, b.Pointer, TransposeB ? 1 : N, TransposeB ? K : 1, c.Pointer));

    /// <summary>As a layer's passes have it computed: x W^T, dy W, or dy^T x, with weights and their gradients as they lie there.</summary>
    public float[] ByLayer() => (TransposeA, TransposeB) switch
    {
        (false, true) when Blas.HasPanels(N) && Avx512Sgemm.TakesTransposed(M, N, K) => ByAvx512(),
        (false, true) => Run((a, b, c) => Blas.MultiplyTransposed(M, N, K, a, b, c)),
        (false, false) => Run((a, b, c) => Blas.Multiply(M, N, K, a, b, c)),
        _ => WeightByRows(Run((a, b, c) => LayerProducts.WeightGradient(K, N, M, a, b, c))),
    };

    public unsafe float[] ByOpenBlas() => Run((a, b, c) => OpenBlas.Multiply(M, N, K, a.Pointer, TransposeA, b.Pointer, TransposeB, c.Pointer));

    public unsafe float[] ByAvx512() => Run((a, b, c) =>
    {
        if (TransposeB)
        {
            using var panels = new NativeBuffer(N * K);
            WeightLayout.RowsToPanels(N, K, b, panels.View);
            Avx512Sgemm.MultiplyPanels(M, N, K, a.Pointer, panels.Pointer, c.Pointer, default(NoEpilogue));
        }
        else
        {
            Avx512Sgemm.Multiply(M, N, K, a.Pointer, TransposeA, b.Pointer, c.Pointer, default(NoEpilogue));
        }
    });

    private float[] WeightByRows(float[] weight)
    {
        using var panels = new NativeBuffer(weight.Length);
        weight.CopyTo(panels.Span);
        var rows = new float[M * N];
        WeightLayout.ToRows(M, N, panels.View, rows);
        return rows;
    }

    private float[] Run(Action<NativeView, NativeView, NativeView> kernel)
    {
        using var a = new NativeBuffer(A.Length);
        using var b = new NativeBuffer(B.Length);
        using var c = new NativeBuffer(M * N + Guards);
        A.CopyTo(a.Span);
        B.CopyTo(b.Span);
        c.Span.Fill(Guard); // what C held before must not matter, what lies after it must stay
        kernel(a.View, b.View, c.Slice(0, M * N));
        Assert.All(c.Span[(M * N)..].ToArray(), x => Assert.Equal(Guard, x));
        return c.Span[..(M * N)].ToArray();
    }

    private static float[] Random(int length, uint index)
    {
        var values = new float[length];
        new AddressedRandom(13, DrawPurpose.Weights, index).FillUniform(values, -1, 1);
        return values;
    }
}
