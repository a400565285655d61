using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// One Q network with its target. Passes without gradients may be shared by threads, in blocks of rows; a step is one thread's.
/// Outputs and gradients by row are those of the whole batch.
/// </summary>
public sealed unsafe class FusedCritic : IDisposable
{
    private readonly string name;
    private readonly FlatNetwork network;
    private readonly NativeBuffer target;
    private readonly Mlp trained;
    private readonly IForwardPass? online;
    private readonly IForwardPass lagging;
    private readonly float? max;
    private readonly float[] outputGradient;

    /// <summary>
    /// Allocates a critic for batches of up to <paramref name="capacity"/>; <paramref name="max"/> clamps its outputs,
    /// <paramref name="precision"/> is that of <see cref="EvaluateTarget"/> and of <c>Evaluate</c>, which is there where it
    /// <paramref name="evaluates"/>: else nobody has to take the parameters over for it after every step.
    /// </summary>
    public FusedCritic(string name, MlpShape shape, int capacity, float? max, Precision precision, bool evaluates)
    {
        this.name = name;
        this.max = max;
        network = new FlatNetwork(name, shape);
        target = new NativeBuffer(shape.Parameters);
        trained = new Mlp(shape, capacity);
        online = evaluates ? IForwardPass.Create(precision, shape) : null;
        lagging = IForwardPass.Create(precision, shape);
        outputGradient = new float[capacity];
    }

    /// <summary>Mean squared error of the last <see cref="Step"/>, before it.</summary>
    public float Loss { get; private set; }

    /// <summary>Q(s, a) of some rows, with the activations kept for a backward pass.</summary>
    public void Forward(float* stateActions, int start, int count, Span<float> q)
    {
        trained.Forward(network.Parameters.Pointer, stateActions, start, count);
        trained.Output(start, count).CopyTo(q[start..]);
        Clamp(q.Slice(start, count));
    }

    /// <summary>Q(s, a) of some rows.</summary>
    public void Evaluate(float* stateActions, int start, int count, Span<float> q, Workspace workspace) =>
        Evaluate(online!, stateActions, start, q.Slice(start, count), workspace);

    /// <summary>The target network's Q(s, a) of some rows.</summary>
    public void EvaluateTarget(float* stateActions, int start, int count, Span<float> q, Workspace workspace) =>
        Evaluate(lagging, stateActions, start, q.Slice(start, count), workspace);

    /// <summary>One Adam step on mean (Q(s, a) - y)^2 for the batch of the last <see cref="Forward"/>; then the target moves by tau.</summary>
    public void Step(
        Adam adam, long step, float* stateActions, ReadOnlySpan<float> q, ReadOnlySpan<float> y, float tau, Workspace workspace)
    {
        var raw = trained.Output(0, q.Length);
        double loss = 0;
        for (var i = 0; i < q.Length; i++)
        {
            var error = q[i] - y[i];
            loss += (double)error * error;
            outputGradient[i] = IsClamped(raw[i]) ? 0 : 2 * error / q.Length;
        }

        Loss = (float)(loss / q.Length);
        trained.Backward(
            network.Parameters.Pointer, stateActions, 0, q.Length, outputGradient, network.Gradients.Pointer, null, workspace);
        network.Step(adam, step, 0, network.Shape.Parameters, target.Pointer, tau);
        UseParameters();
    }

    /// <summary>dL/d(s, a) from dL/dQ for the batch of the last <see cref="Forward"/>; the weights get no gradient.</summary>
    public void InputGradient(float* stateActions, ReadOnlySpan<float> qGradient, float* stateActionGradient, Workspace workspace)
    {
        var raw = trained.Output(0, qGradient.Length);
        for (var i = 0; i < qGradient.Length; i++)
        {
            outputGradient[i] = IsClamped(raw[i]) ? 0 : qGradient[i];
        }

        trained.Backward(
            network.Parameters.Pointer, stateActions, 0, qGradient.Length, outputGradient, null, stateActionGradient, workspace);
    }

    /// <summary>Copies network, moments and target out.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        network.Capture(tensors);
        FlatNetwork.Capture($"{name}_target", network.Shape, target, tensors);
    }

    /// <summary>Takes network, moments and target over.</summary>
    public void Restore(TrainingState state)
    {
        network.Restore(state);
        FlatNetwork.Restore($"{name}_target", network.Shape, target, state);
        UseParameters();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        target.Dispose();
        trained.Dispose();
        online?.Dispose();
        lagging.Dispose();
    }

    private void Evaluate(IForwardPass pass, float* stateActions, int start, Span<float> q, Workspace workspace)
    {
        fixed (float* y = q)
        {
            pass.Forward(stateActions + (nint)start * network.Shape.Inputs, q.Length, y, workspace);
        }

        Clamp(q);
    }

    private void UseParameters()
    {
        online?.Use(network.Parameters.Pointer);
        lagging.Use(target.Pointer);
    }

    private void Clamp(Span<float> q)
    {
        for (var i = 0; i < q.Length; i++)
        {
            q[i] = IsClamped(q[i]) ? max!.Value : q[i];
        }
    }

    private bool IsClamped(float raw) => raw > max;
}
