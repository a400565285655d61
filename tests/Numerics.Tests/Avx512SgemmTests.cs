using System.Runtime.InteropServices;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Randomness;

namespace AwacAkka.Numerics.Tests;

/// <summary>The products in AVX-512 have the bits of OpenBLAS's SkylakeX kernels, so that a run's digest does not tell which of them ran.</summary>
public sealed class Avx512SgemmTests
{
    public Avx512SgemmTests()
    {
        Blas.Initialise();
        Assert.SkipUnless(
            Blas.Description.StartsWith("SkylakeX", StringComparison.Ordinal) && Avx512Sgemm.HasBitsOf("SkylakeX"), "no AVX-512 or no OpenBLAS");
    }

    /// <summary>Rows, columns, depth: rests of every height, blocks of rows and of depth, whole and one more or less.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 6, 64, 3000 }, { 7, 320, 449 }, { 256, 256, 256 }, { 128, 256, 256 }, { 129, 256, 255 }, { 256, 256, 17 }, { 257, 512, 23 },
        { 383, 64, 100 }, { 384, 128, 447 }, { 385, 64, 448 }, { 386, 64, 450 }, { 387, 64, 895 }, { 388, 64, 896 }, { 389, 64, 897 },
        { 769, 64, 300 }, { 256, 256, 1024 }, { 512, 512, 512 }, { 1024, 192, 33 }, { 100, 448, 1350 }, { 1030, 64, 16 }, { 64, 64, 2000 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_bit_is_OpenBlass(int m, int n, int k)
    {
        Assert.True(Avx512Sgemm.TakesTransposed(m, n, k));
        foreach (var product in MatrixProduct.Transpositions(m, n, k))
        {
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByAvx512()));
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByLayer()));
        }
    }

    /// <summary>Around a million multiply-adds, up to which OpenBLAS has kernels of their own: first and last layers, and small networks.</summary>
    public static TheoryData<int, int, int> SmallAndNarrowSizes => new()
    {
        { 128, 256, 17 }, { 128, 256, 23 }, { 256, 256, 1 }, { 128, 256, 6 }, { 6, 64, 1900 }, { 6, 64, 600 }, { 20, 64, 700 }, { 19, 64, 31 },
        { 18, 64, 32 }, { 40, 64, 200 }, { 1, 256, 256 }, { 1, 256, 1024 }, { 1, 64, 3000 }, { 1, 256, 3906 }, { 1, 256, 3907 }, { 2, 128, 500 },
        { 256, 23, 256 }, { 256, 23, 1024 }, { 256, 17, 128 }, { 512, 39, 512 }, { 64, 7, 2000 }, { 64, 45, 300 }, { 128, 16, 900 }, { 256, 5, 128 },
        { 64, 6, 2604 }, { 64, 6, 2605 }, { 1024, 256, 6 }, { 300, 64, 8 }, { 300, 64, 9 }, { 4096, 256, 1 },
    };

    [Theory]
    [MemberData(nameof(SmallAndNarrowSizes))]
    public void So_is_that_of_small_and_narrow_products(int m, int n, int k)
    {
        foreach (var product in MatrixProduct.Transpositions(m, n, k))
        {
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByLayer()));
        }
    }

    /// <summary>OpenBLAS adds a large product to 0, which -0 does not survive, and a small one to nothing.</summary>
    [Theory]
    [InlineData(200, 64, 100, 0)]
    [InlineData(100, 64, 10, int.MinValue)]
    [InlineData(100, 64, 6, int.MinValue)]
    [InlineData(3000, 64, 6, 0)]
    [InlineData(1, 64, 10, int.MinValue)]
    [InlineData(64, 10, 10, int.MinValue)]
    public void A_sum_that_underflows_to_minus_zero_has_OpenBlass_sign(int m, int n, int k, int bits)
    {
        foreach (var product in MatrixProduct.Transpositions(m, n, k)[1..])
        {
            Array.Fill(product.A, 1e-30f);
            Array.Fill(product.B, -1e-30f);
            Assert.All(product.ByOpenBlas(), x => Assert.Equal(bits, BitConverter.SingleToInt32Bits(x)));
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByLayer()));
        }
    }

    /// <summary>Rests of every kind, and outputs for which OpenBLAS takes other kernels for a part than for the whole.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(39)]
    [InlineData(64)]
    public void A_batch_in_blocks_of_rows_has_the_bits_of_the_whole(int outputs)
    {
        foreach (var rows in (int[])[1, 31, 32, 63, 64, 95, 128, 129, 200, 255, 256, 257, 300, 512, 700, 1000, 1024, 1300])
        {
            var shape = new MlpShape(23, [256, 320, rows % 2 == 0 ? 40 : 256], outputs);
            using var parameters = new NativeBuffer(shape.Parameters);
            using var x = new NativeBuffer(rows * shape.Inputs);
            using var y = new NativeBuffer(rows * outputs);
            new AddressedRandom(13, DrawPurpose.Weights, 3).FillUniform(parameters.Span, -0.1f, 0.1f);
            new AddressedRandom(13, DrawPurpose.Weights, 4).FillUniform(x.Span, -1, 1);
            using var trained = new Mlp(shape, rows);
            using var alone = new ForwardMlp(shape);
            using var workspace = new Workspace(rows, shape.MaxWidth);
            alone.Use(parameters.View);

            var blocks = new RowBlocks(shape, rows);
            for (var block = blocks.Count - 1; block >= 0; block--)
            {
                var (start, count) = blocks[block];
                trained.Forward(parameters.View, x.View, start, count);
                alone.Forward(x.View.Rows(start, count, shape.Inputs), count, y.View.Rows(start, count, outputs).Span, workspace);
            }

            var whole = Bits(Whole(shape, parameters, x.Span.ToArray(), rows));
            Assert.Equal(whole, Bits(trained.Output(0, rows).ToArray()));
            Assert.Equal(whole, Bits(y.Span.ToArray()));
        }
    }

    /// <summary>The learners' usual sizes: a critic's batch and half of it for a policy.</summary>
    [Theory]
    [InlineData(256, 1, 11)]
    [InlineData(128, 6, 11)]
    [InlineData(1024, 1, 11)]
    [InlineData(512, 6, 2)]
    [InlineData(16, 1, 1)]
    public void Usual_batches_are_split_for_two_threads_to_share(int rows, int outputs, int blocks) =>
        Assert.Equal(blocks, new RowBlocks(new MlpShape(23, [256, 256], outputs), rows).Count);

    /// <summary>In depths of one block of OpenBLAS's and of several, where only the last may end the sum.</summary>
    [Theory]
    [InlineData(131, 256, 300)]
    [InlineData(131, 128, 1000)]
    [InlineData(256, 256, 1)]
    [InlineData(1024, 256, 6)]
    public void Bias_relu_and_its_derivative_in_the_same_pass_are_those_of_passes_of_their_own(int m, int n, int k)
    {
        var (forward, backward) = (MatrixProduct.Transpositions(m, n, k)[0], MatrixProduct.Transpositions(m, n, k)[1]);
        var (bias, activation) = (forward.B[..n], new MatrixProduct(1, m * n, 1, TransposeA: false, TransposeB: false).B);
        using var rectified = Copy(forward.ByOpenBlas());
        using var masked = Copy(backward.ByOpenBlas());
        using var fusedRectified = new NativeBuffer(m * n);
        using var fusedMasked = new NativeBuffer(m * n);
        using var weight = new NativeBuffer(n * k);
        using var x = Copy(forward.A);
        using var d = Copy(backward.A);
        using var v = Copy(backward.B);
        using var b = Copy(bias);
        using var h = Copy(activation);
        WeightLayout.FromRows(n, k, forward.B, weight.View);
        ElementwiseKernels.AddBiasAndRectify(rectified.View, b.View, m, n);
        ElementwiseKernels.MaskByActivation(masked.View, h.View, m * n);
        LayerProducts.Forward(m, k, n, x.View, weight.View, b.View, rectifies: true, fusedRectified.View);
        Blas.MultiplyAndMask(m, n, k, d.View, v.View, h.View, fusedMasked.View);

        Assert.Equal(Bits(rectified.Span.ToArray()), Bits(fusedRectified.Span.ToArray()));
        Assert.Equal(Bits(masked.Span.ToArray()), Bits(fusedMasked.Span.ToArray()));
        Assert.Contains(0f, rectified.Span.ToArray());
        Assert.Contains(0f, masked.Span.ToArray());
    }

    [Fact]
    public void Nothing_is_read_that_is_not_of_the_operands()
    {
        foreach (var product in MatrixProduct.Transpositions(301, 64, 100))
        {
            product.A[^1] = float.NaN; // A's last row or column belongs to the last row of C alone
            var result = product.ByAvx512();
            Assert.All(result[..^64], x => Assert.False(float.IsNaN(x)));
            Assert.All(result[^64..], x => Assert.True(float.IsNaN(x)));
        }
    }

    [Fact]
    public void Second_passes_of_the_same_size_allocate_nothing()
    {
        using var weight = new NativeBuffer(256 * 256);
        using var x = new NativeBuffer(256 * 256);
        using var y = new NativeBuffer(256 * 256);
        void Pass()
        {
            LayerProducts.Forward(256, 256, 256, x.View, weight.View, weight.View, rectifies: true, y.View);
            LayerProducts.InputGradient(256, 256, 256, x.View, weight.View, activation: default, y.View);
            LayerProducts.WeightGradient(256, 4, 256, x.View, x.View, y.View);
        }

        Assert.Equal(0, Allocations.OfEvery(Pass));
    }

    /// <summary>The outputs by OpenBLAS, a layer at a time.</summary>
    private static float[] Whole(MlpShape shape, NativeBuffer parameters, float[] x, int rows)
    {
        var input = x;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var weight = new float[shape.Out(layer) * shape.In(layer)];
            WeightLayout.ToRows(shape.Out(layer), shape.In(layer), shape.WeightOf(parameters.View, layer), weight);
            var product = new MatrixProduct(rows, shape.Out(layer), shape.In(layer), TransposeA: false, TransposeB: true) { A = input, B = weight };
            using var y = Copy(product.ByOpenBlas());
            if (layer < shape.Layers - 1)
            {
                ElementwiseKernels.AddBiasAndRectify(y.View, shape.BiasOf(parameters.View, layer), rows, shape.Out(layer));
            }
            else
            {
                ElementwiseKernels.AddBias(y.View, shape.BiasOf(parameters.View, layer), rows, shape.Out(layer));
            }

            input = y.Span.ToArray();
        }

        return input;
    }

    private static NativeBuffer Copy(float[] values)
    {
        var buffer = new NativeBuffer(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
