using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Tests;

/// <summary>The matrix products that stand in for OpenBLAS: exact by their own definition, close to the truth and to OpenBLAS.</summary>
public sealed class ManagedSgemmTests
{
    /// <summary>Rows, columns, depth: whole tiles and blocks, one less and one more, single rows and columns, nothing to add up.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 1, 300 }, { 1, 16, 5 }, { 5, 17, 3 }, { 6, 32, 1 }, { 7, 33, 64 }, { 12, 64, 256 }, { 13, 31, 257 },
        { 240, 48, 23 }, { 241, 15, 255 }, { 257, 1, 512 }, { 2, 512, 513 }, { 481, 65, 40 }, { 31, 100, 770 }, { 3, 4, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_element_is_one_chain_of_fused_multiply_adds(int m, int n, int k)
    {
        foreach (var product in MatrixProduct.Transpositions(m, n, k))
        {
            var chain = product.Evaluate(0f, (sum, x, y) => MathF.FusedMultiplyAdd(x, y, sum));
            Assert.Equal(chain.Select(BitConverter.SingleToInt32Bits), product.Managed().Select(BitConverter.SingleToInt32Bits));
        }
    }

    /// <summary>Within k roundings of the sum of magnitudes, which bounds every order of summation.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Managed_kernels_and_the_engine_in_use_compute_the_product(int m, int n, int k)
    {
        foreach (var product in MatrixProduct.Transpositions(m, n, k))
        {
            var truth = product.Evaluate(0.0, (sum, x, y) => sum + (double)x * y);
            var bound = product.Evaluate(0.0, (sum, x, y) => sum + Math.Abs((double)x * y) * k / (1 << 24));
            AssertWithin(bound, truth, product.Managed());
            AssertWithin(bound, truth, product.ByLayer());
        }
    }

    [Fact]
    public void Threads_at_the_same_time_compute_the_bits_of_one()
    {
        var product = new MatrixProduct(65, 70, 300, TransposeA: false, TransposeB: true);
        var alone = product.Managed();
        var together = new float[4][];
        var threads = Enumerable.Range(0, together.Length).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                together[t] = product.Managed();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(together, result => Assert.Equal(alone, result));
    }

    [Fact]
    public void What_one_product_leaves_behind_is_not_seen_by_the_next()
    {
        var product = new MatrixProduct(5, 21, 7, TransposeA: false, TransposeB: false);
        var before = product.Managed();
        var poison = new MatrixProduct(6, 32, 256, TransposeA: false, TransposeB: false);
        Array.Fill(poison.A, float.NaN);
        Assert.All(poison.Managed(), x => Assert.True(float.IsNaN(x)));
        Assert.Equal(before, product.Managed());
    }

    [Fact]
    public unsafe void A_second_product_of_the_same_size_allocates_nothing()
    {
        using var x = new NativeBuffer(100 * 100);
        using var y = new NativeBuffer(100 * 100);
        Assert.Equal(0, Allocations.OfEvery(
            () => ManagedSgemm.Multiply(100, 100, 100, x.Pointer, 100, 1, x.Pointer, 1, 100, y.Pointer)));
    }

    private static void AssertWithin(double[] bound, double[] truth, float[] result)
    {
        for (var i = 0; i < truth.Length; i++)
        {
            Assert.InRange(result[i], truth[i] - bound[i], truth[i] + bound[i]);
        }
    }
}
