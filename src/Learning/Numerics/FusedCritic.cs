using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Numerics;

/// <summary>One Q network with its target and workspaces. A critic is worked on by one thread at a time.</summary>
public sealed unsafe class FusedCritic : IDisposable
{
    private readonly string name;
    private readonly FlatNetwork network;
    private readonly NativeBuffer target;
    private readonly Mlp trained;
    private readonly IForwardPass evaluated;
    private readonly float? max;
    private readonly float[] outputGradient;
    private bool evaluatesNetwork; // as it is now

    /// <summary>
    /// Allocates a critic for batches of up to <paramref name="capacity"/>; <paramref name="max"/> clamps its outputs,
    /// <paramref name="precision"/> is that of <see cref="Evaluate"/> and <see cref="EvaluateTarget"/>.
    /// </summary>
    public FusedCritic(string name, MlpShape shape, int capacity, float? max, Precision precision)
    {
        this.name = name;
        this.max = max;
        network = new FlatNetwork(name, shape);
        target = new NativeBuffer(shape.Parameters);
        trained = new Mlp(shape, capacity);
        evaluated = IForwardPass.Create(precision, trained, capacity);
        outputGradient = new float[capacity];
    }

    /// <summary>Mean squared error of the last <see cref="Step"/>, before it.</summary>
    public float Loss { get; private set; }

    /// <summary>Q(s, a) with the activations kept for a backward pass.</summary>
    public void Forward(float* stateActions, Span<float> q)
    {
        trained.Forward(network.Parameters.Pointer, stateActions, q.Length);
        Clamp(trained.Output, q);
    }

    /// <summary>Q(s, a) alone.</summary>
    public void Evaluate(float* stateActions, Span<float> q)
    {
        if (!evaluatesNetwork)
        {
            evaluated.Use(network.Parameters.Pointer);
            evaluatesNetwork = true;
        }

        evaluated.Forward(stateActions, q.Length);
        Clamp(evaluated.Output, q);
    }

    /// <summary>The target network's Q(s, a).</summary>
    public void EvaluateTarget(float* stateActions, Span<float> q)
    {
        evaluatesNetwork = false;
        evaluated.Use(target.Pointer);
        evaluated.Forward(stateActions, q.Length);
        Clamp(evaluated.Output, q);
    }

    /// <summary>One Adam step on mean (Q(s, a) - y)^2 for the batch of the last <see cref="Forward"/>; then the target moves by tau.</summary>
    public void Step(Adam adam, long step, ReadOnlySpan<float> q, ReadOnlySpan<float> y, float tau)
    {
        var raw = trained.Output;
        double loss = 0;
        for (var i = 0; i < q.Length; i++)
        {
            var error = q[i] - y[i];
            loss += (double)error * error;
            outputGradient[i] = IsClamped(raw[i]) ? 0 : 2 * error / q.Length;
        }

        Loss = (float)(loss / q.Length);
        trained.Backward(network.Parameters.Pointer, outputGradient, network.Gradients.Pointer, null);
        network.Step(adam, step, 0, network.Shape.Parameters, target.Pointer, tau);
        evaluatesNetwork = false;
    }

    /// <summary>dL/d(s, a) from dL/dQ for the batch of the last <see cref="Forward"/>; the weights get no gradient.</summary>
    public void InputGradient(ReadOnlySpan<float> qGradient, float* stateActionGradient)
    {
        var raw = trained.Output;
        for (var i = 0; i < qGradient.Length; i++)
        {
            outputGradient[i] = IsClamped(raw[i]) ? 0 : qGradient[i];
        }

        trained.Backward(network.Parameters.Pointer, outputGradient, null, stateActionGradient);
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
        evaluatesNetwork = false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        network.Dispose();
        target.Dispose();
        trained.Dispose();
        evaluated.Dispose();
    }

    private void Clamp(ReadOnlySpan<float> raw, Span<float> q)
    {
        for (var i = 0; i < q.Length; i++)
        {
            q[i] = IsClamped(raw[i]) ? max!.Value : raw[i];
        }
    }

    private bool IsClamped(float raw) => raw > max;
}
