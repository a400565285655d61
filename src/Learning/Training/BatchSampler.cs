using AwacAkka.Data.Transitions;
using AwacAkka.Numerics.Threads;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>
/// Draws what update u trains on: rows of the replay buffer and noise, all addressed by (seed, purpose, u). With the same buffer
/// contents, update u sees the same batch in every run and after every restart.
/// </summary>
public sealed class BatchSampler
{
    private readonly ulong seed;
    private readonly BatchPlan plan;
    private readonly Dimensions dimensions;
    private int[] indices;
    private readonly Action<int> drawHalf;
    private EpisodeColumns? columns;
    private ReplayBuffer? columnsOf;
    private long update;
    private int size;
    private ReplayWindow window;
    private Normaliser? normaliser;

    /// <summary>Allocates the largest batch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="capacity">Largest batch; whole rounds may be larger.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="plan">What an update is given.</param>
    public BatchSampler(ulong seed, int capacity, Dimensions dimensions, BatchPlan plan)
    {
        (this.seed, this.dimensions, this.plan) = (seed, dimensions, plan);
        indices = new int[capacity];
        Batch = plan.NewBatch(capacity, dimensions);
        Noise = new UpdateNoise(capacity, dimensions.Action, plan);
        drawHalf = DrawHalf;
    }

    /// <summary>The transitions of the last draw, normalised, with scaled and shifted rewards.</summary>
    public TransitionBatch Batch { get; private set; }

    /// <summary>The noise of the last draw.</summary>
    public UpdateNoise Noise { get; private set; }

    /// <summary>
    /// Draws the batch of one update. Allocates nothing, but for the first batch of a window whose plan has columns of episodes, and for a round that is
    /// larger than all before.
    /// </summary>
    /// <param name="update">The update's number.</param>
    /// <param name="batchSize">Transitions to draw; where the plan asks for whole rounds, the newest round's.</param>
    /// <param name="window">What to draw them from.</param>
    /// <param name="normaliser">Applied to observations and successors unless null.</param>
    /// <param name="lanes">Threads that gather rows and draw noise side by side; without them one after the other, to the same result.</param>
    public void Draw(long update, int batchSize, ReplayWindow window, Normaliser? normaliser, Lanes? lanes = null)
    {
        var fresh = plan.Fresh is not null && window.Online > 0;
        var demonstrations = fresh ? Math.Min(plan.Fresh!.Demonstrations, window.Offline) : 0;
        (this.update, size, this.window, this.normaliser) = (update, batchSize + demonstrations, window, normaliser);
        MakeRoom();
        Batch.Fresh = fresh ? batchSize : 0;
        if (lanes is null)
        {
            DrawHalf(0);
            DrawHalf(1);
        }
        else
        {
            lanes.Run(2, drawHalf);
        }
    }

    private void DrawHalf(int half)
    {
        if (half == 0)
        {
            DrawTransitions();
        }
        else
        {
            DrawNoise();
        }
    }

    private void DrawTransitions()
    {
        var rows = indices.AsSpan(0, size);
        DrawRows(rows);
        window.Buffer.Gather(rows, Batch, normaliser);
        TransformRewards(Batch.Rewards.AsSpan(0, size));
        if (plan.AllColumns != BatchColumns.None)
        {
            ColumnsOf(window.Buffer).Gather(rows, Batch, normaliser);
        }
    }

    private void MakeRoom()
    {
        if (size > indices.Length)
        {
            indices = new int[size];
            Batch = plan.NewBatch(size, dimensions);
            Noise = new UpdateNoise(size, dimensions.Action, plan);
        }
    }

    private void DrawRows(Span<int> rows)
    {
        var random = Random(DrawPurpose.Batch);
        if (Batch.Fresh > 0)
        {
            TakeRound(rows[..Batch.Fresh]);
            TakeDemonstrations(rows[Batch.Fresh..], random);
            return;
        }

        if (plan.Share is not { } share || window.Offline == 0 || window.Online == 0)
        {
            random.FillIndices(rows, window.Count);
            return;
        }

        var offline = rows[..share.RowsOf(size, window.Collected)];
        var online = rows[offline.Length..];
        random.FillIndices(offline, window.Offline);
        foreach (ref var row in offline)
        {
            row = window.OfflineRow(row);
        }

        random.FillIndices(online, window.Online);
        foreach (ref var row in online)
        {
            row = window.OnlineRow(row);
        }
    }

    private void TakeRound(Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = window.NewestRow(i, rows.Length);
        }
    }

    /// <summary>All of the dataset, where the batch has room for it; else so many, drawn with replacement.</summary>
    private void TakeDemonstrations(Span<int> rows, AddressedRandom random)
    {
        if (rows.Length < window.Offline)
        {
            random.FillIndices(rows, window.Offline);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = window.OfflineRow(rows.Length < window.Offline ? rows[i] : i);
        }
    }

    private EpisodeColumns ColumnsOf(ReplayBuffer replay)
    {
        if (columns is null || columnsOf != replay)
        {
            (columns, columnsOf) = (
                new EpisodeColumns(
                    replay, plan.AllColumns, plan.Discount, plan.RewardScale, plan.RewardShift, plan.MaskTerminals, plan.ReturnSteps, plan.TargetSteps),
                replay);
        }

        columns.Prepare();
        return columns;
    }

    private void DrawNoise()
    {
        Noise.ChooseCritics(Random(DrawPurpose.TargetCritics));
        for (var i = 0; i < plan.Draws.Count; i++)
        {
            var draw = plan.Draws[i];
            var numbers = Noise[draw].AsSpan(0, size * draw.Samples * Batch.ActionDimension);
            if (draw.IsUniform)
            {
                Random(draw.Purpose).FillUniform(numbers, -1, 1);
            }
            else
            {
                Random(draw.Purpose).FillNormal(numbers);
            }
        }
    }

    private AddressedRandom Random(DrawPurpose purpose) => new(seed, purpose, (uint)update, (uint)(update >> 32));

    private void TransformRewards(Span<float> rewards)
    {
        var (scale, shift) = (plan.RewardScale, plan.RewardShift);
        if (scale != 1 || shift != 0)
        {
            for (var i = 0; i < rewards.Length; i++)
            {
                rewards[i] = rewards[i] * scale + shift;
            }
        }
    }
}
