using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A tanh-Gaussian model b(a|s) of the data's actions: their likelihood with Adam's step on it, and log densities of other actions at s and s'.
/// </summary>
public sealed class BehaviourModel : IFusedPart
{
    private readonly FusedResources resources;
    private readonly FusedPolicy model;
    private readonly SquashedLikelihood likelihood;
    private readonly Action<int, int, int> evaluateAtState;
    private readonly RowOfActions actionOf;
    private TransitionBatch batch = new(0, 0, 0);

    /// <summary>Allocates a model, whose tensors are called <c>behaviour.*</c>.</summary>
    /// <param name="resources">Sizes and lanes; log densities at s' are in their precision.</param>
    /// <param name="shape">The layout of its head.</param>
    /// <param name="head">What its outputs mean.</param>
    /// <param name="learningRate">Adam's step size.</param>
    public BehaviourModel(FusedResources resources, MlpShape shape, TanhGaussianHead head, float learningRate)
    {
        this.resources = resources;
        model = new FusedPolicy(resources, shape, new Adam(learningRate), name: "behaviour");
        likelihood = new SquashedLikelihood(resources, model, head);
        (evaluateAtState, actionOf) = (EvaluateAtState, ActionOf);
    }

    /// <summary>mean log b(a|s) of the batch's actions, before a step.</summary>
    public float Likelihood { get; private set; }

    /// <inheritdoc />
    public void Begin(int batchSize) => model.Begin(batchSize);

    /// <summary>The likelihood of the batch's actions, and Adam's step on it where the model is trained. Log densities from here on are those after it.</summary>
    /// <param name="step">Number of the step, the first is 1; null where the model stays as it is.</param>
    /// <param name="batch">The transitions.</param>
    public void Fit(long? step, TransitionBatch batch)
    {
        this.batch = batch;
        model.Evaluate(null, evaluateAtState);
        Likelihood = likelihood.Differentiate(batch, actionOf, isTrained: step is not null);
        if (step is { } number)
        {
            model.Step(number);
            model.Begin(batch.Size); // passes at s' are by the new parameters
            model.Evaluate(null, evaluateAtState);
        }
    }

    /// <summary>Outputs at some rows of s after <see cref="Fit"/>, [count, outputs].</summary>
    public ReadOnlySpan<float> AtState(int start, int count) => model.Outputs(start, count);

    /// <summary>Outputs at some rows of s' after <see cref="Fit"/>, [count, outputs]; the rows are those of a policy's callback.</summary>
    public ReadOnlySpan<float> AtNextState(NativeView nextStates, int start, int count, int lane) => model.AtNextState(nextStates, start, count, lane);

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors) => model.Capture(tensors);

    /// <inheritdoc />
    public void Restore(TrainingState state) => model.Restore(state);

    /// <inheritdoc />
    public void Dispose() => model.Dispose();

    private void EvaluateAtState(int start, int count, int lane) => model.AtState(NativeView.OfPinned(batch.Observations), start, count);

    private ReadOnlySpan<float> ActionOf(int row) => batch.Actions.AsSpan(row * resources.ActionDimension, resources.ActionDimension);
}
