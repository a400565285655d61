using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Numerics.Tests;

/// <summary>Numbers below 2^-126 count as 0 within an update and nowhere else, whichever thread computes.</summary>
public sealed class DenormalFlushTests
{
    private const float Denormal = 1e-39f;
    private const float Small = 2e-38f;

    public DenormalFlushTests() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "only x64 flushes denormal numbers");

    [Fact]
    public void Operands_and_results_count_as_zero_while_it_lasts()
    {
        Assert.NotEqual(0, Product(Small, 0.25f));
        using (DenormalFlush.Begin(wanted: true))
        {
            Assert.Equal((0, 0), (Product(Denormal, 1e6f), Product(Small, 0.25f)));
            using (DenormalFlush.Begin(wanted: true))
            {
                Assert.Equal(0, Product(Small, 0.25f));
            }

            Assert.Equal(0, Product(Small, 0.25f)); // the inner one has not ended the outer one
        }

        Assert.NotEqual(0, Product(Denormal, 1e6f));
        using (DenormalFlush.Begin(wanted: false))
        {
            Assert.NotEqual(0, Product(Small, 0.25f));
        }
    }

    [Fact]
    public void A_helper_counts_as_its_caller_does()
    {
        using var lanes = new Lanes(2);
        using var both = new Barrier(2); // so that each of the two runs one
        var products = new float[2];
        void Compute(int job)
        {
            both.SignalAndWait();
            products[job] = Product(Small, 0.25f);
        }

        using (DenormalFlush.Begin(wanted: true))
        {
            lanes.Run(2, Compute);
        }

        Assert.Equal([0, 0], products);
        lanes.Run(2, Compute);
        Assert.DoesNotContain(0, products);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Product(float a, float b) => a * b;
}
