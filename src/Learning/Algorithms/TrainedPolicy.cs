using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>The policy in a training state.</summary>
public static class TrainedPolicy
{
    /// <summary>Takes the policy out of a training state.</summary>
    public static PolicySnapshot Of(AlgorithmConfig config, TrainingState state)
    {
        var tensors = state.Tensors
            .Where(t => t.Key.StartsWith("normaliser.", StringComparison.Ordinal)
                || (t.Key.StartsWith("policy.", StringComparison.Ordinal) && t.Key != "policy.log_std"))
            .ToDictionary(t => t.Key, t => t.Value);
        switch (config)
        {
            case AwacConfig awac:
                var free = state.Tensors["policy.log_std"];
                tensors["std"] = new StateTensor(free.Shape, [.. free.Data.Select(p => MathF.Exp(AwacDeviation.LogStd(awac, p)))]);
                var head = awac.MeanActivation == MeanActivation.Tanh ? PolicyHead.TanhMeanGaussian : PolicyHead.Gaussian;
                return new PolicySnapshot(head, awac.ClampSampledActions, tensors);
            case Sac.SacConfig sac:
                tensors["log_std_range"] = new StateTensor([2], [sac.LogStdMin, sac.LogStdMax]);
                return new PolicySnapshot(PolicyHead.SquashedGaussian, false, tensors);
            default:
                throw new ArgumentException($"no policy is known for the algorithm '{config.Algorithm}'");
        }
    }
}
