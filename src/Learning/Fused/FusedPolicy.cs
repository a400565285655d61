using AwacAkka.Learning.State;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A policy network at s and at s'; what its outputs mean is its head's business. Forward passes are shared by the lanes, in blocks of rows.
/// Gradients are summed over either half of the batch, which is split in two for any number of lanes, and then added up.
/// </summary>
public sealed class FusedPolicy : IFusedPart
{
    private readonly FusedResources resources;
    private readonly FlatNetwork network;
    private readonly NativeBuffer secondHalfGradients;
    private readonly Mlp atState;
    private readonly IForwardPass atNextState;
    private readonly NativeBuffer nextOutputs;
    private readonly RowBlocks[] blocks = new RowBlocks[2];
    private readonly Action<int, int, int> evaluateBlock;
    private readonly Action<int> stepHalf;
    private readonly Adam adam;
    private Action<int, int, int>? nextStateRows;
    private Action<int, int, int>? stateRows;
    private int batchSize;
    private long step;
    private float? tau;

    /// <summary>Allocates a policy, whose tensors are called <c>policy.*</c>, or a model of behaviour, or its encoder or decoder, which are such networks as well.</summary>
    /// <param name="resources">Sizes and lanes; their precision is that of the passes at s'.</param>
    /// <param name="shape">Layout: a head says how many outputs and free parameters it needs.</param>
    /// <param name="adam">How it is trained.</param>
    /// <param name="hasTarget">Whether there is a target network, <c>policy_target.*</c>, which then acts at s'.</param>
    /// <param name="name">Prefix of its tensors.</param>
    public FusedPolicy(FusedResources resources, MlpShape shape, Adam adam, bool hasTarget = false, string name = "policy")
    {
        this.resources = resources;
        this.adam = adam;
        resources.Reserve(shape);
        network = new FlatNetwork(name, shape, hasTarget);
        secondHalfGradients = new NativeBuffer(shape.Parameters);
        atState = new Mlp(shape, resources.Capacity);
        atNextState = IForwardPass.Create(resources.Precision, shape);
        nextOutputs = new NativeBuffer(checked(resources.Capacity * shape.Outputs));
        (evaluateBlock, stepHalf) = (EvaluateBlock, StepHalf);
    }

    /// <summary>Parameters after the layers, such as a free log deviation.</summary>
    public ReadOnlySpan<float> Free => network.Shape.FreeOf(network.Parameters.View).Span;

    /// <summary>The same of the target network.</summary>
    public ReadOnlySpan<float> TargetFree => network.Shape.FreeOf(network.Target!.View).Span;

    /// <summary>Blocks of the half that has more of them; the other has fewer rows for as many.</summary>
    private int Blocks => Math.Max(blocks[0].Count, blocks[1].Count);

    /// <inheritdoc />
    public void Begin(int batchSize)
    {
        this.batchSize = batchSize;
        (blocks[0], blocks[1]) = (new RowBlocks(network.Shape, RowsOf(0).Count), new RowBlocks(network.Shape, RowsOf(1).Count));
        atNextState.Use((network.Target ?? network.Parameters).View);
    }

    /// <summary>Where a half of the batch begins, and its rows.</summary>
    public (int Start, int Count) RowsOf(int half)
    {
        var first = (batchSize + 1) / 2;
        return half == 0 ? (0, first) : (first, batchSize - first);
    }

    /// <summary>
    /// Calls back for all rows of the batch in blocks, side by side on the lanes: with first row, number of rows and lane. The callbacks get outputs
    /// from <see cref="AtNextState"/> and <see cref="AtState"/>. Pass cached delegates.
    /// </summary>
    /// <param name="ofNextStates">What is done at s'; nothing where null.</param>
    /// <param name="ofStates">What is done at s; nothing where null.</param>
    public void Evaluate(Action<int, int, int>? ofNextStates, Action<int, int, int>? ofStates)
    {
        (nextStateRows, stateRows) = (ofNextStates, ofStates);
        resources.Lanes.Run(2, null, 2 * Blocks, evaluateBlock);
    }

    /// <summary>Outputs [count, outputs] at some rows of s', by the target network where there is one.</summary>
    public ReadOnlySpan<float> AtNextState(NativeView nextStates, int start, int count, int lane)
    {
        var (inputs, outputs) = (network.Shape.Inputs, network.Shape.Outputs);
        var y = nextOutputs.View.Rows(start, count, outputs).Span;
        atNextState.Forward(nextStates.Rows(start, count, inputs), count, y, resources.Workspace(lane));
        return y;
    }

    /// <summary>Outputs [count, outputs] at some rows of s, with the activations kept for <see cref="Backward"/>.</summary>
    public ReadOnlySpan<float> AtState(NativeView states, int start, int count)
    {
        atState.Forward(network.Parameters.View, states, start, count);
        return Outputs(start, count);
    }

    /// <summary>The outputs of the last <see cref="AtState"/> at some rows.</summary>
    public ReadOnlySpan<float> Outputs(int start, int count) => atState.Output(start, count);

    /// <summary>
    /// Gradients of the rows of a half from those of its outputs at s, [rows, outputs]. Those of the free parameters are for the caller to set.
    /// </summary>
    /// <param name="states">s of the whole batch.</param>
    /// <param name="half">Which half.</param>
    /// <param name="outputGradient">dL/doutputs.</param>
    /// <param name="lane">Where it runs.</param>
    /// <param name="inputGradient">Where dL/ds of the half's rows goes, if it is wanted.</param>
    public void Backward(NativeView states, int half, ReadOnlySpan<float> outputGradient, int lane, NativeView inputGradient = default)
    {
        var (start, count) = RowsOf(half);
        atState.Backward(
            network.Parameters.View, states, start, count, outputGradient, Gradients(half).View, inputGradient, resources.Workspace(lane));
    }

    /// <summary>The free parameters' gradients of a half.</summary>
    public Span<float> FreeGradients(int half) => network.Shape.FreeOf(Gradients(half).View).Span;

    /// <summary>Adds the halves' gradients up and makes Adam's step; the target moves by <paramref name="tau"/> where that is given.</summary>
    /// <param name="step">Number of the step, the first is 1: the update's, unless the policy is updated more rarely.</param>
    /// <param name="tau">Share of the parameters that moves into the target.</param>
    public void Step(long step, float? tau = null)
    {
        (this.step, this.tau) = (step, tau);
        resources.Lanes.Run(2, stepHalf);
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors) => network.Capture(tensors);

    /// <inheritdoc />
    public void Restore(TrainingState state) => network.Restore(state);

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        secondHalfGradients.Dispose();
        atState.Dispose();
        atNextState.Dispose();
        nextOutputs.Dispose();
    }

    private NativeBuffer Gradients(int half) => half == 0 ? network.Gradients : secondHalfGradients;

    private void EvaluateBlock(int half, int block, int lane)
    {
        var (start, count) = RowsOf(half, block % Blocks);
        if (count > 0)
        {
            (block < Blocks ? nextStateRows : stateRows)?.Invoke(start, count, lane);
        }
    }

    /// <summary>Where a block of a half begins, and its rows.</summary>
    private (int Start, int Count) RowsOf(int half, int block)
    {
        if (block >= blocks[half].Count)
        {
            return (0, 0);
        }

        var (start, count) = blocks[half][block];
        return (RowsOf(half).Start + start, count);
    }

    /// <summary>The first or second half of the parameters.</summary>
    private void StepHalf(int half)
    {
        var first = network.Shape.Parameters / 2;
        var (start, count) = half == 0 ? (0, first) : (first, network.Shape.Parameters - first);
        ElementwiseKernels.Add(network.Gradients.Slice(start, count), secondHalfGradients.Slice(start, count));
        network.Step(adam, step, start, count, tau);
    }
}
