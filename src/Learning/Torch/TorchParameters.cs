using AwacAkka.Learning.State;
using AwacAkka.Policies;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Parameters that are trained together, under their names in <see cref="TrainingState"/>, and the Adam that trains them. Targets
/// have none.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    private const double NormEpsilon = 1e-6; // as in PyTorch's clip_grad_norm_

    private readonly (string Name, Parameter Value)[] parameters;
    private readonly TorchAdam? adam;
    private readonly int updatesPerStep;

    private TorchParameters((string Name, Parameter Value)[] parameters, TorchAdam? adam, int updatesPerStep)
    {
        this.parameters = parameters;
        this.adam = adam;
        this.updatesPerStep = updatesPerStep;
        Values = Array.ConvertAll(parameters, p => p.Value);
    }

    /// <summary>The parameters themselves, in their networks' order.</summary>
    public Parameter[] Values { get; }

    /// <summary>Parameters that <see cref="Minimise"/> changes, in every update or only in each that <paramref name="updatesPerStep"/> divides.</summary>
    public static TorchParameters Trained(
        IEnumerable<(string Name, Parameter Value)> parameters, double learningRate, double weightDecay = 0, int updatesPerStep = 1)
    {
        (string Name, Parameter Value)[] list = [.. parameters];
        return new TorchParameters(list, new TorchAdam(Array.ConvertAll(list, p => p.Value), learningRate, weightDecay), updatesPerStep);
    }

    /// <summary>Parameters that no gradient reaches.</summary>
    public static TorchParameters Fixed(IEnumerable<(string Name, Parameter Value)> parameters)
    {
        (string Name, Parameter Value)[] list = [.. parameters];
        Array.ForEach(list, p => p.Value.requires_grad = false);
        return new TorchParameters(list, null, updatesPerStep: 1);
    }

    /// <summary>
    /// One step of Adam down the loss's gradient. Gradients that other losses left behind are dropped first: not set to zero, which
    /// would cost a pass over them and another to add the new ones.
    /// </summary>
    public void Minimise(Tensor loss)
    {
        foreach (var parameter in Values)
        {
            parameter.grad = null;
        }

        loss.backward();
        adam!.Step();
    }

    /// <summary>Steps that the Adam has made, where that does not follow from the number of updates.</summary>
    public long Steps
    {
        get => adam!.Steps;
        set => adam!.Steps = value;
    }

    /// <summary>One step of each Adam down the gradient of one loss, whose norm over all parameters is scaled down to the largest.</summary>
    /// <returns>The norm before that, one number.</returns>
    public static Tensor MinimiseClipped(Tensor loss, double largestNorm, params TorchParameters[] all)
    {
        Parameter[] values = [.. all.SelectMany(parameters => parameters.Values)];
        Array.ForEach(values, parameter => parameter.grad = null);
        loss.backward();
        using var still = no_grad();
        var norm = cat([.. values.Select(parameter => parameter.grad!.reshape(-1))]).Squared().sum().sqrt();
        var scale = (ones_like(norm).Times(largestNorm) / norm.Plus(NormEpsilon)).AtMost(1);
        Array.ForEach(values, parameter => parameter.grad!.mul_(scale));
        Array.ForEach(all, parameters => parameters.adam!.Step());
        return norm;
    }

    /// <summary>Whether gradients of what is computed from here on reach these.</summary>
    public void SetTrained(bool trained) => Array.ForEach(Values, value => value.requires_grad = trained);

    /// <summary>Moves these, a target's, by tau towards the parameters that they follow.</summary>
    public void MoveTowards(TorchParameters followed, Scalar tau)
    {
        using var still = no_grad();
        for (var p = 0; p < Values.Length; p++)
        {
            Values[p].add_(followed.Values[p] - Values[p], tau);
        }
    }

    /// <summary>Makes these, a target's, the parameters that they follow, to the bit.</summary>
    public void CopyFrom(TorchParameters followed)
    {
        using var still = no_grad();
        for (var p = 0; p < Values.Length; p++)
        {
            Values[p].copy_(followed.Values[p]);
        }
    }

    /// <summary>Every tensor of the state that belongs here, checked for presence and shape.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    public IEnumerable<string> Check(TrainingState state)
    {
        foreach (var (name, value) in parameters)
        {
            int[] shape = [.. value.shape.Select(size => (int)size)];
            foreach (var tensor in adam is null ? [name] : (string[])[name, $"adam.m.{name}", $"adam.v.{name}"])
            {
                state.Get(tensor, shape);
                yield return tensor;
            }
        }
    }

    /// <summary>Takes weights, moments and step count over from a checked state.</summary>
    public void Restore(TrainingState state)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var (name, value) = parameters[i];
            Write(value, state.Tensors[name]);
            if (adam is not null)
            {
                Write(adam.Means[i], state.Tensors[$"adam.m.{name}"]);
                Write(adam.Squares[i], state.Tensors[$"adam.v.{name}"]);
                adam.Steps = state.Updates / updatesPerStep;
            }
        }
    }

    /// <summary>Copies weights and moments out.</summary>
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var (name, value) = parameters[i];
            tensors[name] = Read(value);
            if (adam is not null)
            {
                tensors[$"adam.m.{name}"] = Read(adam.Means[i]);
                tensors[$"adam.v.{name}"] = Read(adam.Squares[i]);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => adam?.Dispose();

    private static void Write(Tensor target, StateTensor source) =>
        target.copy_(tensor(source.Data, Array.ConvertAll(source.Shape, size => (long)size)));

    private static StateTensor Read(Tensor source) =>
        new(Array.ConvertAll(source.shape, size => (int)size), source.detach().cpu().data<float>().ToArray());
}
