using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A network that values every choice, Q(s, .), and a target network that is a copy of it from some updates ago. All passes are in single precision:
/// roundings would decide between choices of nearly the same value.
/// </summary>
public sealed class ChoiceValues : IFusedPart
{
    private readonly FusedResources resources;
    private readonly FlatNetwork network;
    private readonly Mlp trained;
    private readonly ForwardMlp online;
    private readonly ForwardMlp target;
    private readonly Adam adam;
    private readonly float[] gradient; // dL/dQ(s, .), [batch, choice]
    private readonly Action<int, int, int> evaluateBlock;
    private RowBlocks blocks;
    private int batchSize;
    private NativeView states;
    private NativeView nextStates;
    private bool evaluatesOnline;

    /// <summary>Allocates it.</summary>
    /// <param name="resources">Sizes and lanes.</param>
    /// <param name="name">Prefix of its tensors, such as q.</param>
    /// <param name="shape">s in, a number out for each choice.</param>
    /// <param name="learningRate">Adam's step size.</param>
    public ChoiceValues(FusedResources resources, string name, MlpShape shape, float learningRate)
    {
        this.resources = resources;
        resources.Reserve(shape);
        network = new FlatNetwork(name, shape, hasTarget: true);
        trained = new Mlp(shape, resources.Capacity);
        (online, target) = (new ForwardMlp(shape), new ForwardMlp(shape));
        adam = new Adam(learningRate);
        (Next, NextOnline) = (new float[resources.Capacity * shape.Outputs], new float[resources.Capacity * shape.Outputs]);
        gradient = new float[resources.Capacity * shape.Outputs];
        evaluateBlock = EvaluateBlock;
    }

    /// <summary>How many choices there are.</summary>
    public int Choices => network.Shape.Outputs;

    /// <summary>Q(s, .) of the last <see cref="Evaluate"/>, [batch, choice].</summary>
    public ReadOnlySpan<float> Values => trained.Output(0, batchSize);

    /// <summary>Q'(s', .) of the last <see cref="Evaluate"/>, [batch, choice].</summary>
    public float[] Next { get; }

    /// <summary>Q(s', .), where it was asked for, [batch, choice].</summary>
    public float[] NextOnline { get; }

    /// <inheritdoc />
    public void Begin(int batchSize)
    {
        this.batchSize = batchSize;
        blocks = new RowBlocks(network.Shape, batchSize);
    }

    /// <summary>Q(s, .) and Q'(s', .), and Q(s', .) where it is asked for.</summary>
    /// <param name="states">s, [batch, observation].</param>
    /// <param name="nextStates">s', [batch, observation].</param>
    /// <param name="withOnline">Whether it is.</param>
    public void Evaluate(NativeView states, NativeView nextStates, bool withOnline)
    {
        (this.states, this.nextStates, evaluatesOnline) = (states, nextStates, withOnline);
        resources.Lanes.Run(1, null, (withOnline ? 3 : 2) * blocks.Count, evaluateBlock);
    }

    /// <summary>Of each row the value of one choice.</summary>
    /// <param name="values">[rows, choice].</param>
    /// <param name="choices">Its index, per row.</param>
    /// <param name="taken">Set to the value, per row.</param>
    public static void Take(ReadOnlySpan<float> values, ReadOnlySpan<float> choices, Span<float> taken)
    {
        var width = values.Length / choices.Length;
        for (var i = 0; i < choices.Length; i++)
        {
            taken[i] = values[i * width + (int)choices[i]];
        }
    }

    /// <summary>Adam's step of Q at the rows of the last <see cref="Evaluate"/>.</summary>
    /// <param name="step">Its number, the first is 1.</param>
    /// <param name="choices">The choice that was taken, per row.</param>
    /// <param name="slopes">dL/dQ(s, a) of that choice, per row; other choices have no gradient.</param>
    /// <param name="copiesTarget">Whether Q' becomes Q then.</param>
    public void Step(long step, ReadOnlySpan<float> choices, ReadOnlySpan<float> slopes, bool copiesTarget)
    {
        gradient.AsSpan(0, batchSize * Choices).Clear();
        for (var i = 0; i < batchSize; i++)
        {
            gradient[i * Choices + (int)choices[i]] = slopes[i];
        }

        trained.Backward(
            network.Parameters.View, states, 0, batchSize, gradient, network.Gradients.View, inputGradient: default, resources.Workspace(0));
        network.Step(adam, step, 0, network.Shape.Parameters, copiesTarget ? 1 : null);
        online.Use(network.Parameters.View);
        if (copiesTarget)
        {
            target.Use(network.Target!.View);
        }
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors) => network.Capture(tensors);

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        network.Restore(state);
        online.Use(network.Parameters.View);
        target.Use(network.Target!.View);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        trained.Dispose();
        online.Dispose();
        target.Dispose();
    }

    private void EvaluateBlock(int job, int block, int lane)
    {
        var (pass, (start, count)) = (block / blocks.Count, blocks[block % blocks.Count]);
        if (pass == 0)
        {
            trained.Forward(network.Parameters.View, states, start, count);
            return;
        }

        var (by, outputs) = pass == 1 ? (target, Next) : (online, NextOnline);
        by.Forward(
            nextStates.Rows(start, count, network.Shape.Inputs), count, outputs.AsSpan(start * Choices, count * Choices), resources.Workspace(lane));
    }
}
