using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>One update's inputs as tensors on the learner's device. They live in the dispose scope that they are made in.</summary>
internal sealed class TorchBatch
{
    private readonly (Draw Draw, Tensor Values)[] noises;

    public TorchBatch(TransitionBatch batch, UpdateNoise noise, bool maskTerminals, Device device)
    {
        Observations = Matrix(batch.Observations, batch.ObservationDimension);
        Actions = Matrix(batch.Actions, batch.ActionDimension);
        Rewards = Vector(batch.Rewards);
        NextObservations = Matrix(batch.NextObservations, batch.ObservationDimension);
        var always = ones([batch.Size], device: device);
        Continues = maskTerminals ? always - Vector(batch.Terminated) : always;
        noises = [.. noise.Draws.Select(draw => (draw, OnDevice(tensor(
            noise[draw].AsMemory(0, batch.Size * draw.Samples * batch.ActionDimension),
            draw.Samples == 1 ? [batch.Size, batch.ActionDimension] : [batch.Size, draw.Samples, batch.ActionDimension]))))];

        Tensor Matrix(float[] values, int columns) =>
            OnDevice(tensor(values.AsMemory(0, batch.Size * columns), [batch.Size, columns]));

        Tensor Vector(float[] values) => OnDevice(tensor(values.AsMemory(0, batch.Size), [batch.Size]));

        // From pinned memory the copy is queued behind the work of earlier updates, which nobody waits for.
        Tensor OnDevice(Tensor values) =>
            device.type == DeviceType.CPU ? values : values.pin_memory().to(device, non_blocking: true);
    }

    /// <summary>s, [size, observation].</summary>
    public Tensor Observations { get; }

    /// <summary>a, [size, action].</summary>
    public Tensor Actions { get; }

    /// <summary>r, [size].</summary>
    public Tensor Rewards { get; }

    /// <summary>s', [size, observation].</summary>
    public Tensor NextObservations { get; }

    /// <summary>1 where s' is bootstrapped from, 0 where the episode terminated, [size].</summary>
    public Tensor Continues { get; }

    /// <summary>Standard normals, [size, action], or [size, samples, action] where there are several per transition.</summary>
    public Tensor Noise(Draw draw) => noises.First(noise => ReferenceEquals(noise.Draw, draw)).Values;
}
