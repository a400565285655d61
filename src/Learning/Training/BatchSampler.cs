using AwacAkka.Learning.Data;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>
/// Draws what update u trains on: rows of the replay buffer and noise, all addressed by (seed, purpose, u). With the same buffer
/// contents, update u sees the same batch in every run and after every restart.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="observationDimension">Numbers per observation.</param>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="rewardScale">What rewards are multiplied by.</param>
/// <param name="rewardShift">What is added to them then.</param>
public sealed class BatchSampler(
    ulong seed, int capacity, int observationDimension, int actionDimension, float rewardScale = 1, float rewardShift = 0)
{
    private readonly int[] indices = new int[capacity];

    /// <summary>The transitions of the last draw, normalised, with scaled and shifted rewards.</summary>
    public TransitionBatch Batch { get; } = new(capacity, observationDimension, actionDimension);

    /// <summary>The noise of the last draw.</summary>
    public UpdateNoise Noise { get; } = new(capacity, actionDimension);

    /// <summary>Draws the batch of one update from the first <paramref name="count"/> rows of the buffer.</summary>
    public void Draw(long update, int batchSize, ReplayBuffer replay, int count, Normaliser? normaliser)
    {
        var (major, minor) = ((uint)update, (uint)(update >> 32));
        var rows = indices.AsSpan(0, batchSize);
        new AddressedRandom(seed, DrawPurpose.Batch, major, minor).FillIndices(rows, count);
        replay.Gather(rows, Batch, normaliser);
        TransformRewards(Batch.Rewards.AsSpan(0, batchSize));
        var numbers = batchSize * Batch.ActionDimension;
        new AddressedRandom(seed, DrawPurpose.NextAction, major, minor).FillNormal(Noise.NextAction.AsSpan(0, numbers));
        new AddressedRandom(seed, DrawPurpose.CurrentAction, major, minor).FillNormal(Noise.CurrentAction.AsSpan(0, numbers));
    }

    private void TransformRewards(Span<float> rewards)
    {
        if (rewardScale != 1 || rewardShift != 0)
        {
            for (var i = 0; i < rewards.Length; i++)
            {
                rewards[i] = rewards[i] * rewardScale + rewardShift;
            }
        }
    }
}
