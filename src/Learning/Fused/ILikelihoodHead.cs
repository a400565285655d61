using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Fused;

/// <summary>What a policy's outputs mean where the likelihood of given actions is known: a Gaussian's mean, or the logits of choices.</summary>
/// <remarks>
/// In an update: <see cref="Begin"/>; <see cref="Keep"/> of the policy's outputs at s, block by block; then for each half of the batch
/// <see cref="WeighLikelihood"/>, whose <see cref="OutputGradient"/> goes into <see cref="FusedPolicy.Backward"/>; and
/// <see cref="SetFreeGradients"/> before the policy's step.
/// </remarks>
public interface ILikelihoodHead
{
    /// <summary>Takes over, for an update, what the policy's free parameters say.</summary>
    void Begin(ReadOnlySpan<float> free);

    /// <summary>Keeps what the outputs [rows, outputs] say of rows from <paramref name="start"/> on.</summary>
    void Keep(int start, ReadOnlySpan<float> outputs);

    /// <summary>The sum of w log pi(a|s) over the rows of a half, and the gradient of -mean w log pi(a|s), the mean being that of the batch.</summary>
    /// <param name="half">Half of the batch, 0 or 1.</param>
    /// <param name="rows">First row and number of rows of that half.</param>
    /// <param name="actions">a of the whole batch, [batch size, action].</param>
    /// <param name="weights">w per transition of the whole batch.</param>
    /// <param name="batchSize">Transitions of the whole batch.</param>
    double WeighLikelihood(int half, (int Start, int Count) rows, ReadOnlySpan<float> actions, ReadOnlySpan<float> weights, int batchSize);

    /// <summary>The gradient with regard to the policy's outputs at some rows, [rows, outputs].</summary>
    ReadOnlySpan<float> OutputGradient((int Start, int Count) rows);

    /// <summary>Sets the gradients of the policy's free parameters, of both halves.</summary>
    void SetFreeGradients(FusedPolicy policy);

    /// <summary>The head for a task's actions: a Gaussian's, or one of choices.</summary>
    /// <param name="resources">Sizes.</param>
    /// <param name="form">How a Gaussian's mean and deviation come from the network's numbers.</param>
    static ILikelihoodHead Of(FusedResources resources, GaussianForm form) =>
        resources.Choices > 0 ? new CategoricalHead(resources) : new GaussianHead(resources, form);
}
