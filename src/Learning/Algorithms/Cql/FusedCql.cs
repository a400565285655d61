using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>CQL on the CPU: the policy's values count as they are.</summary>
public sealed class FusedCql : FusedConservative
{
    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedCql(CqlConfig config, LearnerContext context)
        : base(config, context) => Restore(context.Initial);

    private protected override float BoundOf(int row) => float.NegativeInfinity;
}
