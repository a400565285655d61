using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>CQL (Kumar et al., arXiv 2006.04779) on TorchSharp, on any device: the policy's values count as they are.</summary>
public sealed class TorchCql : TorchConservative
{
    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchCql(CqlConfig config, LearnerContext context)
        : base(config, context) => Restore(context.Initial);

    private protected override Tensor OfPolicy(Tensor values, TorchBatch batch) => values;
}
