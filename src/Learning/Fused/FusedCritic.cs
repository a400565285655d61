using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// One network with one output per row, Q(s, a) or V(s), and its target network if it has one. Passes without gradients may be shared by
/// lanes, in blocks of rows; a step is one lane's. Outputs and gradients by row are those of the whole batch.
/// </summary>
internal sealed class FusedCritic : IDisposable
{
    private readonly FlatNetwork network;
    private readonly Mlp trained;
    private readonly IForwardPass? online;
    private readonly IForwardPass? target;
    private readonly CriticOptions options;
    private readonly Adam adam;
    private readonly float[] outputGradient;

    /// <summary>Allocates a critic for batches of up to <paramref name="capacity"/>.</summary>
    public FusedCritic(string name, MlpShape shape, int capacity, CriticOptions options, Precision precision)
    {
        this.options = options;
        adam = new Adam(options.LearningRate);
        network = new FlatNetwork(name, shape, options.HasTarget);
        trained = new Mlp(shape, capacity);
        online = options.EvaluatesOnline ? IForwardPass.Create(precision, shape) : null;
        target = options.HasTarget ? IForwardPass.Create(precision, shape) : null;
        outputGradient = new float[capacity];
    }

    /// <summary>The loss of the last <see cref="Step"/>, before it.</summary>
    public float Loss { get; private set; }

    /// <summary>Outputs of some rows, by the pass of that kind.</summary>
    public void Evaluate(CriticPassKind kind, NativeView inputs, int start, int count, Span<float> q, Workspace workspace)
    {
        if (kind == CriticPassKind.Trained)
        {
            trained.Forward(network.Parameters.View, inputs, start, count);
            trained.Output(start, count).CopyTo(q[start..]);
        }
        else
        {
            var pass = (kind == CriticPassKind.Target ? target : online)
                ?? throw new InvalidOperationException($"the critics were made without what the pass '{kind}' needs: see {nameof(CriticOptions)}");
            pass.Forward(inputs.Rows(start, count, network.Shape.Inputs), count, q.Slice(start, count), workspace);
        }

        Clamp(q.Slice(start, count));
    }

    /// <summary>One Adam step on the loss, for the batch of the last trained pass; where tau is given, the target then moves by it.</summary>
    public void Step(long step, NativeView inputs, ReadOnlySpan<float> q, ReadOnlySpan<float> targets, float? tau, Workspace workspace)
    {
        var gradient = outputGradient.AsSpan(0, q.Length);
        Loss = options.Loss(q, targets, gradient);
        MaskClamped(gradient);
        trained.Backward(network.Parameters.View, inputs, 0, q.Length, gradient, network.Gradients.View, default, workspace);
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

    private void MaskClamped(Span<float> gradient)
    {
        var raw = trained.Output(0, gradient.Length);
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = IsClamped(raw[i]) ? 0 : gradient[i];
        }
    }

    private void Clamp(Span<float> q)
    {
        for (var i = 0; i < q.Length; i++)
        {
            q[i] = IsClamped(q[i]) ? options.UpperBound!.Value : q[i];
        }
    }

    private bool IsClamped(float raw) => raw > options.UpperBound;
}
