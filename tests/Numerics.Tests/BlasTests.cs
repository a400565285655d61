using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Numerics.Tests;

public sealed class BlasTests
{
    /// <summary>It is part of a run's fingerprint: two runs of one process must not read two engines.</summary>
    [Fact]
    public void Every_thread_reads_one_description_of_the_engine()
    {
        var descriptions = new string[4, 20_000];
        Parallel.For(0, descriptions.GetLength(0), new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            for (var i = 0; i < descriptions.GetLength(1); i++)
            {
                descriptions[thread, i] = Blas.Description;
            }
        });

        Assert.Single(descriptions.Cast<string>().Distinct());
    }
}
