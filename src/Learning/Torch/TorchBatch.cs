using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>One update's inputs as tensors on the learner's device. They live in the dispose scope that they are made in.</summary>
internal sealed class TorchBatch
{
    private readonly (Draw Draw, Tensor Values)[] noises;
    private readonly Tensor? nextActions;
    private readonly Tensor? hasNextAction;
    private readonly Tensor? returns;
    private readonly Tensor? returnDiscounts;
    private readonly Tensor? lastRewards;
    private readonly Tensor? lastObservations;
    private readonly Tensor? discounts;
    private readonly Tensor continues; // 1 where s' is bootstrapped from, 0 where the episode terminated

    public TorchBatch(TransitionBatch batch, UpdateNoise noise, bool maskTerminals, Device device)
    {
        Transitions = batch;
        TargetCritics = noise.TargetCritics;
        if (batch.HasNextAction.Length > 0)
        {
            nextActions = Matrix(batch.NextActions, batch.ActionDimension);
            hasNextAction = Vector(batch.HasNextAction);
        }

        if (batch.Returns.Length > 0)
        {
            returns = Vector(batch.Returns);
            returnDiscounts = Vector(batch.ReturnDiscounts);
            lastRewards = Vector(batch.LastRewards);
            lastObservations = Matrix(batch.LastObservations, batch.ObservationDimension);
        }

        Observations = Matrix(batch.Observations, batch.ObservationDimension);
        Actions = Matrix(batch.Actions, batch.ActionDimension);
        Rewards = Vector(batch.Rewards);
        NextObservations = Matrix(batch.NextObservations, batch.ObservationDimension);
        var always = ones([batch.Size], device: device);
        continues = maskTerminals ? always - Vector(batch.Terminated) : always;
        discounts = batch.Discounts.Length > 0 ? Vector(batch.Discounts) : null;
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

    /// <summary>The same in arrays.</summary>
    public TransitionBatch Transitions { get; }

    /// <summary>s, [size, observation].</summary>
    public Tensor Observations { get; }

    /// <summary>a, [size, action].</summary>
    public Tensor Actions { get; }

    /// <summary>r, [size].</summary>
    public Tensor Rewards { get; }

    /// <summary>s', [size, observation].</summary>
    public Tensor NextObservations { get; }

    /// <summary>What a value at s' counts in a target: gamma, or gamma^n where s' is n steps on; 0 where the episode terminated, [size].</summary>
    public Tensor Discounts(float gamma) => discounts ?? continues.Times(gamma);

    /// <summary>The action that the data take at s', [size, action], where the plan has that column.</summary>
    public Tensor NextActions => Column(nextActions);

    /// <summary>1 where it is known, [size].</summary>
    public Tensor HasNextAction => Column(hasNextAction);

    /// <summary>Discounted rewards to the last known transition of the episode, [size], where the plan has that column.</summary>
    public Tensor Returns => Column(returns);

    /// <summary>What a value at <see cref="LastObservations"/> counts in them, [size].</summary>
    public Tensor ReturnDiscounts => Column(returnDiscounts);

    /// <summary>The last of those rewards, [size].</summary>
    public Tensor LastRewards => Column(lastRewards);

    /// <summary>s' of that transition, [size, observation].</summary>
    public Tensor LastObservations => Column(lastObservations);

    /// <summary>The critics whose targets count; empty where there is no choice.</summary>
    public IReadOnlyList<int> TargetCritics { get; }

    /// <summary>Its numbers, normal or uniform, [size, action], or [size, samples, action] where there are several per transition.</summary>
    public Tensor Noise(Draw draw) => noises.First(noise => ReferenceEquals(noise.Draw, draw)).Values;

    /// <summary>The same by the draw's name, where the plan makes the draw.</summary>
    public Tensor Noise(string draw) => noises.First(noise => noise.Draw.Name == draw).Values;

    private static Tensor Column(Tensor? column) => column ?? throw new InvalidOperationException("the algorithm's plan has no such column");
}
