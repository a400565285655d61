using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// Any number of critics of one shape: Q functions over (s, a), or over s with a value for each choice, or a value function over s. Forward passes of all
/// critics are shared by the lanes, in blocks of rows; each critic's step is a job of its own.
/// </summary>
/// <remarks>
/// An update evaluates what it needs, computes targets, and steps:
/// <code>
/// critics.Evaluate(CriticPass.Target(nextStateAction.View, nextQ), CriticPass.Trained(stateAction.View, q));
/// ... // targets from nextQ
/// critics.Step(Updates, targets, tau);
/// </code>
/// A step, and an input gradient, refer to the last trained pass. A value function is an ensemble of one, over <see cref="ActionShapes.Value"/>.
/// Of choices a step needs that the pass names those that were taken: <c>CriticPass.Trained(s, q) with { Choices = a }</c>.
/// </remarks>
public sealed class CriticEnsemble : IFusedPart
{
    private readonly FusedResources resources;
    private readonly FusedCritic[] critics;
    private readonly MlpShape shape;
    private readonly Action<int, int> stepCritic;
    private readonly Action<int, int> differentiateCritic;
    private readonly Action<int, int, int> evaluateBlock;
    private readonly CriticPass[] passes = new CriticPass[8];
    private readonly float[][] values; // of each lane, for a pass that takes some of the outputs
    private RowBlocks blocks;
    private int batchSize;
    private CriticPass trained; // the last one
    private CriticPass stepped; // the one that a step under way refers to: passes after it may be trained ones, too
    private long step;
    private float? tau;
    private float[] targets = [];
    private float[][] outputGradients = [];
    private StateActionRows[] inputGradients = [];

    /// <summary>Allocates critics.</summary>
    /// <param name="resources">Sizes and lanes; their precision is that of online and target passes.</param>
    /// <param name="names">The critics' names, such as q1 and q2: prefixes of their tensors.</param>
    /// <param name="shape">Layout of each: one output, or one for each choice.</param>
    /// <param name="options">Learning rate, loss, targets.</param>
    public CriticEnsemble(FusedResources resources, IReadOnlyList<string> names, MlpShape shape, CriticOptions options)
    {
        this.resources = resources;
        this.shape = shape;
        resources.Reserve(shape);
        critics = [.. names.Select(name => new FusedCritic(name, shape, resources.Capacity, options, resources.Precision))];
        values = [.. Enumerable.Range(0, resources.Lanes.Count).Select(_ => new float[shape.Outputs > 1 ? resources.Capacity * shape.Outputs : 0])];
        (stepCritic, differentiateCritic, evaluateBlock) = (StepCritic, DifferentiateCritic, EvaluateBlock);
    }

    /// <summary>How many critics.</summary>
    public int Count => critics.Length;

    /// <summary>Mean of the critics' losses in the last step, before it.</summary>
    public float Loss
    {
        get
        {
            var sum = 0f;
            foreach (var critic in critics)
            {
                sum += critic.Loss;
            }

            return sum / critics.Length;
        }
    }

    /// <summary>An array per critic for a number per transition of the largest batch.</summary>
    public float[][] NewOutputs() => [.. critics.Select(_ => new float[resources.Capacity])];

    /// <summary>An array per critic for all outputs of each transition of the largest batch, [batch, choice].</summary>
    public float[][] NewValues() => [.. critics.Select(_ => new float[resources.Capacity * shape.Outputs])];

    /// <summary>Passes, steps and gradients from here on are over so many rows; at the begin of an update that is the batch.</summary>
    public void Begin(int batchSize)
    {
        this.batchSize = batchSize;
        blocks = new RowBlocks(shape, batchSize);
    }

    /// <summary>Forward passes of the whole batch, at most eight and at most one of them trained, in no order.</summary>
    public void Evaluate(params ReadOnlySpan<CriticPass> passes) =>
        resources.Lanes.Run(Count, null, Prepare(passes) * blocks.Count, evaluateBlock);

    /// <summary>
    /// Adam's step of each critic on its loss at the rows of the last trained pass, then forward passes by the new parameters. A critic's passes
    /// begin when its own step is done.
    /// </summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="targets">What the outputs should be, per row; the same for all critics.</param>
    /// <param name="tau">Share of the parameters that moves into the targets then; they stay where it is null.</param>
    /// <param name="afterwards">Passes as in <see cref="Evaluate"/>.</param>
    public void Step(long step, float[] targets, float? tau, params ReadOnlySpan<CriticPass> afterwards)
    {
        (this.step, this.targets, this.tau) = (step, targets, tau);
        stepped = trained;
        resources.Lanes.Run(Count, stepCritic, Prepare(afterwards) * blocks.Count, evaluateBlock);
    }

    /// <summary>All outputs of the last trained pass, [batch, choice] of each critic: what a pass that named choices left out.</summary>
    /// <param name="values">An array per critic, of <see cref="NewValues"/>.</param>
    public void ReadTrained(float[][] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            critics[i].Trained(batchSize).CopyTo(values[i]);
        }
    }

    /// <summary>dL/d(s, a) at the rows of the last trained pass from dL/dQ_i, for as many critics as there are arrays.</summary>
    /// <param name="outputGradients">dL/dQ_i per critic and row.</param>
    /// <param name="inputGradients">Where dL/d(s, a) of that critic goes.</param>
    public void InputGradient(float[][] outputGradients, StateActionRows[] inputGradients)
    {
        (this.outputGradients, this.inputGradients) = (outputGradients, inputGradients);
        resources.Lanes.Run(outputGradients.Length, differentiateCritic);
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        foreach (var critic in critics)
        {
            critic.Capture(tensors);
        }
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        foreach (var critic in critics)
        {
            critic.Restore(state);
        }
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(critics, critic => critic.Dispose());

    private int Prepare(ReadOnlySpan<CriticPass> wanted)
    {
        wanted.CopyTo(passes);
        foreach (var pass in wanted)
        {
            trained = pass.Kind == CriticPassKind.Trained ? pass : trained;
        }

        return wanted.Length;
    }

    private void EvaluateBlock(int i, int block, int lane)
    {
        var (pass, (start, count)) = (passes[block / blocks.Count], blocks[block % blocks.Count]);
        if (i < pass.Outputs.Length && pass.Outputs[i] is { } outputs)
        {
            critics[i].Evaluate(pass, start, count, outputs, values[lane], resources.Workspace(lane));
        }
    }

    private void StepCritic(int i, int lane) => critics[i].Step(
        step, stepped, stepped.Outputs[i]!.AsSpan(0, batchSize), targets.AsSpan(0, batchSize), tau, resources.Workspace(lane));

    private void DifferentiateCritic(int i, int lane) => critics[i].InputGradient(
        trained.Inputs, outputGradients[i].AsSpan(0, batchSize), inputGradients[i].View, resources.Workspace(lane));
}
