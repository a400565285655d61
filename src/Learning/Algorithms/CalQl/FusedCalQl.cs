using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.CalQl;

/// <summary>Cal-QL on the CPU: CQL with the policy's values bounded from below.</summary>
public sealed class FusedCalQl : FusedConservative
{
    private readonly CalQlConfig config;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedCalQl(CalQlConfig config, LearnerContext context)
        : base(config, context)
    {
        this.config = config;
        Restore(context.Initial);
    }

    /// <summary>G(s).</summary>
    private protected override float BoundOf(int row) => config.CutReturn == CutReturn.Stop
        ? Batch.Returns[row]
        : (float)(Batch.Returns[row] + Batch.ReturnDiscounts[row] * (Batch.LastRewards[row] / (1 - (double)config.Gamma)));
}
