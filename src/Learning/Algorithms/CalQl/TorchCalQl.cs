using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.CalQl;

/// <summary>Cal-QL (Nakamoto et al., arXiv 2303.05479) on TorchSharp, on any device: CQL with the policy's values bounded from below.</summary>
public sealed class TorchCalQl : TorchConservative
{
    private readonly CalQlConfig config;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchCalQl(CalQlConfig config, LearnerContext context)
        : base(config, context)
    {
        this.config = config;
        Restore(context.Initial);
    }

    /// <summary>max(Q(s, a_j), G(s)).</summary>
    private protected override Tensor OfPolicy(Tensor values, TorchBatch batch) => maximum(values, Return(batch).unsqueeze(1));

    /// <summary>G(s), [batch].</summary>
    private Tensor Return(TorchBatch batch) => config.CutReturn == CutReturn.Stop
        ? batch.Returns
        : batch.Returns.Plus(batch.ReturnDiscounts * batch.LastRewards.Over(1 - (double)config.Gamma));
}
