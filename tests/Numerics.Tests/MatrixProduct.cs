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

    public float[] A { get; } = Random(M * K, 1);

    public float[] B { get; } = Random(K * N, 2);

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
        M, N, K, a, TransposeA ? 1 : K, TransposeA ? M : 1, b, TransposeB ? 1 : N, TransposeB ? K : 1, c));

    /// <summary>As a layer's passes have it computed: x W^T, dy W, or dy^T x, with weights and their gradients as they lie there.</summary>
    public unsafe float[] ByLayer() => (TransposeA, TransposeB) switch
    {
        (false, true) when Blas.HasPanels(N) && Avx512Sgemm.TakesTransposed(M, N, K) => ByAvx512(),
        (false, true) => Run((a, b, c) => Blas.MultiplyTransposed(M, N, K, a, b, c)),
        (false, false) => Run((a, b, c) => Blas.Multiply(M, N, K, a, b, c)),
        _ => WeightByRows(Run((a, b, c) => LayerProducts.WeightGradient(K, N, M, a, b, c))),
    };

    public unsafe float[] ByOpenBlas() => Run((a, b, c) => OpenBlas.Multiply(M, N, K, a, TransposeA, b, TransposeB, c));

    public unsafe float[] ByAvx512() => Run((a, b, c) =>
    {
        if (TransposeB)
        {
            using var panels = new NativeBuffer(N * K);
            WeightLayout.RowsToPanels(N, K, b, panels.Pointer);
            Avx512Sgemm.MultiplyPanels(M, N, K, a, panels.Pointer, c, default(SumAlone));
        }
        else
        {
            Avx512Sgemm.Multiply(M, N, K, a, TransposeA, b, c, default(SumAlone));
        }
    });

    private unsafe float[] WeightByRows(float[] weight)
    {
        var rows = new float[M * N];
        fixed (float* from = weight)
        {
            WeightLayout.ToRows(M, N, from, rows);
        }

        return rows;
    }

    private unsafe float[] Run(Kernel kernel)
    {
        var c = new float[M * N + Guards];
        Array.Fill(c, Guard); // what C held before must not matter, what lies behind it must stay
        fixed (float* a = A, b = B, to = c)
        {
            kernel(a, b, to);
        }

        Assert.All(c[(M * N)..], x => Assert.Equal(Guard, x));
        return c[..(M * N)];
    }

    private static float[] Random(int length, uint index)
    {
        var values = new float[length];
        new AddressedRandom(13, DrawPurpose.Weights, index).FillUniform(values, -1, 1);
        return values;
    }

    private unsafe delegate void Kernel(float* a, float* b, float* c);
}
