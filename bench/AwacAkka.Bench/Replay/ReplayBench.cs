using System.Runtime.CompilerServices;
using AwacAkka.Data.Transitions;
using AwacAkka.Randomness;

namespace AwacAkka.Bench.Replay;

/// <summary>
/// <c>replay</c>: bytes per second of gathering random batches from replay buffers of HalfCheetah transitions, against plain copies of as
/// many bytes from one flat array, and the memory that a transition takes.
/// </summary>
internal static class ReplayBench
{
    private const int Observation = 17;
    private const int Action = 6;
    private const int ChunkRows = 100_000;
    private const ulong Seed = 1;

    // Enough rows that no cache keeps what they touch until they come again.
    private const int Draws = 1 << 20;

    private static readonly int[] Sizes = [100_000, 1_000_000, 10_000_000];
    private static readonly int[] Batches = [256, 1024];

    // Bytes per row: s, s', a, r, whether s' is terminal.
    private static readonly int[] Columns = [Observation * sizeof(float), Observation * sizeof(float), Action * sizeof(float), sizeof(float), 1];

    /// <summary>Runs all sizes, one buffer after the other.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        MachineNotes.Write(notes);
        var chunk = RandomChunk();
        foreach (var size in Sizes)
        {
            RunSize(race, figures, size, chunk);
        }
    }

    // A method of its own, so that the last size's buffer is garbage when the next size's memory is measured.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunSize(Race race, FigureWriter figures, int size, TransitionChunk chunk)
    {
        var before = ResidentBytes();
        var replay = Filled(size, chunk);
        WriteMemory(figures, size, (ResidentBytes() - before) / size);
        using var columns = new FlatColumns(size, Columns);
        using var rows = new FlatColumns(size, [Columns.Sum()]);
        var draws = new int[Draws];
        new AddressedRandom(Seed, DrawPurpose.Batch).FillIndices(draws, size);
        foreach (var batch in Batches)
        {
            RunCase(race, figures, replay, columns, rows, draws, batch);
        }
    }

    private static void RunCase(
        Race race, FigureWriter figures, ReplayBuffer replay, FlatColumns columns, FlatColumns rows, int[] draws, int batch)
    {
        var gather = new Gathering(replay, draws, batch);
        IContender[] plain =
        [
            new RandomCopy("columns at random", columns, draws, batch),
            new RandomCopy("whole rows at random", rows, draws, batch),
            new SequentialCopy(rows, batch),
        ];
        var rates = race.Run([gather, .. plain]);
        var bytes = rates.ToDictionary(
            rate => rate.Key, rate => Array.ConvertAll(rate.Value, batches => batches * batch * Columns.Sum() / 1e6));
        foreach (var rival in plain)
        {
            figures.Write(Figure.Of($"{batch} of {replay.Count}: {rival.Setting}", "MB/s", gather, [rival], bytes));
        }
    }

    private static void WriteMemory(FigureWriter figures, int size, double bytes) => figures.Write(new Figure(
        $"memory per transition of {size}", "bytes", bytes, Columns.Sum() + 1, bytes / (Columns.Sum() + 1), 0, "its numbers and two flags alone"));

    private static TransitionChunk RandomChunk()
    {
        var chunk = TransitionChunk.Allocate(ChunkRows, Observation, Action);
        foreach (var column in (float[][])[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations])
        {
            new AddressedRandom(Seed, DrawPurpose.Dataset, (uint)column.Length).FillUniform(column, -1, 1);
        }

        return chunk;
    }

    /// <summary>The same chunk again and again: gathering does not look at the numbers.</summary>
    private static ReplayBuffer Filled(int size, TransitionChunk chunk)
    {
        var replay = new ReplayBuffer(size, Observation, Action);
        for (var done = 0; done < size; done += ChunkRows)
        {
            replay.Append(chunk);
        }

        return replay;
    }

    /// <summary>Resident memory with all garbage gone.</summary>
    private static double ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
