using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// One network with one output per row, Q(s, a) or V(s), or with one for each choice, Q(s, .), and its target network if it has one. Passes without
/// gradients may be shared by lanes, in blocks of rows; a step is one lane's. Outputs and gradients by row are those of the whole batch.
/// </summary>
internal sealed class FusedCritic : IDisposable
{
    private readonly FlatNetwork network;
    private readonly Mlp trained;
    private readonly IForwardPass? online;
    private readonly IForwardPass? target;
    private readonly CriticOptions options;
    private readonly Adam adam;
    private readonly int width; // outputs per row
    private readonly float[] outputGradient; // dL/doutputs, [batch, outputs]
    private readonly float[] takenGradient; // of choices dL/dQ(s, a) of the one that was taken, [batch]

    /// <summary>Allocates a critic for batches of up to <paramref name="capacity"/>.</summary>
    public FusedCritic(string name, MlpShape shape, int capacity, CriticOptions options, Precision precision)
    {
        this.options = options;
        adam = new Adam(options.LearningRate);
        width = shape.Outputs;
        var passes = width > 1 ? Precision.Float32 : precision; // roundings would decide between choices of nearly the same value
        network = new FlatNetwork(name, shape, options.HasTarget);
        trained = new Mlp(shape, capacity);
        online = options.EvaluatesOnline ? IForwardPass.Create(passes, shape) : null;
        target = options.HasTarget ? IForwardPass.Create(passes, shape) : null;
        outputGradient = new float[capacity * width];
        takenGradient = new float[width > 1 ? capacity : 0];
    }

    /// <summary>The loss of the last <see cref="Step"/>, before it.</summary>
    public float Loss { get; private set; }

    /// <summary>Outputs of some rows, by a pass; where it names choices, of these alone.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="outputs">Where they go, of the whole batch.</param>
    /// <param name="values">Of choices the lane's own room for all outputs of so many rows: passes run side by side.</param>
    /// <param name="workspace">The lane's.</param>
    public void Evaluate(CriticPass pass, int start, int count, float[] outputs, Span<float> values, Workspace workspace)
    {
        var takes = width > 1 && pass.Choices is not null;
        var q = takes ? values[..(count * width)] : outputs.AsSpan(start * width, count * width);
        if (pass.Kind == CriticPassKind.Trained)
        {
            trained.Forward(network.Parameters.View, pass.Inputs, start, count);
            trained.Output(start, count).CopyTo(q);
        }
        else
        {
            var forward = (pass.Kind == CriticPassKind.Target ? target : online)
                ?? throw new InvalidOperationException($"the critics were made without what the pass '{pass.Kind}' needs: see {nameof(CriticOptions)}");
            forward.Forward(pass.Inputs.Rows(start, count, network.Shape.Inputs), count, q, workspace);
        }

        Clamp(q);
        if (takes)
        {
            ChoiceValues.Take(q, pass.Choices.AsSpan(start, count), outputs.AsSpan(start, count));
        }
    }

    /// <summary>The outputs of the last trained pass, [rows, outputs].</summary>
    public ReadOnlySpan<float> Trained(int rows) => trained.Output(0, rows);

    /// <summary>One Adam step on the loss, for the batch of the last trained pass; where tau is given, the target then moves by it.</summary>
    /// <param name="step">Its number, the first is 1.</param>
    /// <param name="pass">That pass; of choices it names those that were taken, and no other has a gradient.</param>
    /// <param name="q">What came of it, per row.</param>
    /// <param name="targets">What that should be, per row.</param>
    /// <param name="tau">Share of the parameters that moves into the target then.</param>
    /// <param name="workspace">The lane's.</param>
    public void Step(long step, CriticPass pass, ReadOnlySpan<float> q, ReadOnlySpan<float> targets, float? tau, Workspace workspace)
    {
        var rows = q.Length;
        var gradient = (width > 1 ? takenGradient : outputGradient).AsSpan(0, rows);
        Loss = options.Loss(q, targets, gradient);
        if (width > 1)
        {
            Spread(gradient, pass.Choices.AsSpan(0, rows));
        }

        MaskClamped(outputGradient.AsSpan(0, rows * width));
        trained.Backward(network.Parameters.View, pass.Inputs, 0, rows, outputGradient.AsSpan(0, rows * width), network.Gradients.View, default, workspace);
        network.Step(adam, step, 0, network.Shape.Parameters, tau);
        UseParameters();
    }

    /// <summary>dL/dinputs from dL/dQ for the batch of the last trained pass; the weights get no gradient.</summary>
    public void InputGradient(NativeView inputs, ReadOnlySpan<float> qGradient, NativeView inputGradient, Workspace workspace)
    {
        var gradient = outputGradient.AsSpan(0, qGradient.Length);
        qGradient.CopyTo(gradient);
        MaskClamped(gradient);
        trained.Backward(network.Parameters.View, inputs, 0, gradient.Length, gradient, default, inputGradient, workspace);
    }

    /// <summary>Copies network, moments and target out.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors) => network.Capture(tensors);

    /// <summary>Takes network, moments and target over.</summary>
    public void Restore(TrainingState state)
    {
        network.Restore(state);
        UseParameters();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        trained.Dispose();
        online?.Dispose();
        target?.Dispose();
    }

    private void UseParameters()
    {
        online?.Use(network.Parameters.View);
        target?.Use(network.Target!.View);
    }

    /// <summary>dL/doutputs from the slopes at the choices that were taken: 0 at all others.</summary>
    private void Spread(ReadOnlySpan<float> slopes, ReadOnlySpan<float> choices)
    {
        outputGradient.AsSpan(0, slopes.Length * width).Clear();
        for (var row = 0; row < slopes.Length; row++)
        {
            outputGradient[row * width + (int)choices[row]] = slopes[row];
        }
    }

    private void MaskClamped(Span<float> gradient)
    {
        if (options.UpperBound is null)
        {
            return;
        }

        var raw = trained.Output(0, gradient.Length / width);
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = IsClamped(raw[i]) ? 0 : gradient[i];
        }
    }

    private void Clamp(Span<float> q)
    {
        if (options.UpperBound is null)
        {
            return;
        }

        for (var i = 0; i < q.Length; i++)
        {
            q[i] = IsClamped(q[i]) ? options.UpperBound!.Value : q[i];
        }
    }

    private bool IsClamped(float raw) => raw > options.UpperBound;
}
