using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>A part of a fused learner that has a share in its state; see <see cref="FusedLearner.Own"/>.</summary>
public interface IFusedPart : IDisposable
{
    /// <summary>Begins an update on a batch of that size. Called before the algorithm's own code.</summary>
    void Begin(int batchSize)
    {
    }

    /// <summary>Copies its tensors out under their names.</summary>
    void Capture(IDictionary<string, StateTensor> tensors);

    /// <summary>Takes its tensors over.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    void Restore(TrainingState state);
}
