using System.Runtime.InteropServices;
using AwacAkka.Learning.Numerics;

namespace AwacAkka.Learning.Tests.Numerics;

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
    public void EveryBitIsOpenBlass(int m, int n, int k)
    {
        Assert.True(Avx512Sgemm.Takes(m, n, k));
        foreach (var product in MatrixProduct.Transpositions(m, n, k))
        {
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByAvx512()));
            Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByEngine()));
        }
    }

    [Fact]
    public void ASumThatUnderflowsToMinusZeroIsOpenBlassZero()
    {
        var product = new MatrixProduct(200, 64, 100, TransposeA: false, TransposeB: false);
        Array.Fill(product.A, 1e-30f);
        Array.Fill(product.B, -1e-30f);
        Assert.All(product.ByOpenBlas(), x => Assert.Equal(0, BitConverter.SingleToInt32Bits(x)));
        Assert.Equal(Bits(product.ByOpenBlas()), Bits(product.ByAvx512()));
    }

    /// <summary>In depths of one block of OpenBLAS's and of several, where only the last may end the sum.</summary>
    [Theory]
    [InlineData(131, 256, 300)]
    [InlineData(131, 128, 1000)]
    public unsafe void BiasReluAndItsDerivativeInTheSamePassAreThoseOfPassesOfTheirOwn(int m, int n, int k)
    {
        var (forward, backward) = (MatrixProduct.Transpositions(m, n, k)[0], MatrixProduct.Transpositions(m, n, k)[1]);
        var (bias, activation) = (forward.B[..n], backward.B[..(m * n)]);
        var (rectified, masked) = (forward.ByOpenBlas(), backward.ByOpenBlas());
        var (fusedRectified, fusedMasked) = (new float[m * n], new float[m * n]);
        fixed (float* x = forward.A, w = forward.B, d = backward.A, v = backward.B, b = bias, h = activation)
        fixed (float* y = rectified, dx = masked, fusedY = fusedRectified, fusedDx = fusedMasked)
        {
            Layer.AddBiasAndRectify(y, b, m, n);
            Layer.MaskByActivation(dx, h, m * n);
            Blas.MultiplyTransposedAndRectify(m, n, k, x, w, b, fusedY);
            Blas.MultiplyAndMask(m, n, k, d, v, h, fusedDx);
        }

        Assert.Equal(Bits(rectified), Bits(fusedRectified));
        Assert.Equal(Bits(masked), Bits(fusedMasked));
        Assert.Contains(0f, rectified);
        Assert.Contains(0f, masked);
    }

    [Fact]
    public void NothingIsReadThatIsNotOfTheOperands()
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
    public unsafe void ASecondProductOfTheSameSizeAllocatesNothing()
    {
        using var x = new NativeBuffer(256 * 256);
        using var y = new NativeBuffer(256 * 256);
        Blas.MultiplyTransposed(256, 256, 256, x.Pointer, x.Pointer, y.Pointer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Blas.MultiplyTransposed(256, 256, 256, x.Pointer, x.Pointer, y.Pointer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
