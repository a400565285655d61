using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

/// <summary>Logs are read in blocks of 16,384 rows, and the last row of a block depends on the first of the next.</summary>
public sealed class BlockEdgeTests : WrittenLogs
{
    private const int Edge = 16_384; // the first row of the second block
    private const int Rows = Edge + 100;

    /// <summary>A row without a successor is left out, and its episode's end goes to the row before it, which may lie in another block.</summary>
    [Theory]
    [InlineData(Edge - 1)]
    [InlineData(Edge)]
    [InlineData(Edge + 1)]
    public void An_episode_that_is_cut_at_the_edge_of_a_block_ends_a_row_earlier(int cut)
    {
        var path = Write(Log(timeouts: [cut]));
        int[] kept = [.. Enumerable.Range(0, Rows - 1).Where(row => row != cut)];
        var expected = Transitions(kept, terminals: [], timeouts: [cut - 1]);
        Assert.Equal(OfflineDataset.Of(expected).ContentHash(), Read(path).Dataset.ContentHash());
    }

    /// <summary>A terminal row that is stored as its own successor is left out where the value behind it counts, in whichever block it lies.</summary>
    [Theory]
    [InlineData(Edge - 1)]
    [InlineData(Edge)]
    [InlineData(Edge + 1)]
    public void A_terminal_row_without_its_true_successor_is_left_out_at_the_edge_of_a_block_too(int untrue)
    {
        // Of true successors, the first where the untrue one would be in the block before.
        var (first, last) = (untrue < Edge ? 20 : untrue - Edge, Edge + 50);
        var log = Log(terminals: [first, untrue, last]);
        float[] successors = [.. Enumerable.Range(1, Rows).Select(row => (float)row)];
        successors[untrue] = untrue;
        log["next_observations"] = new([Rows, 1], successors);
        int[] kept = [.. Enumerable.Range(0, Rows).Where(row => row != untrue)];
        var expected = Transitions(kept, terminals: [first, last], timeouts: [untrue - 1]);
        Assert.Equal(OfflineDataset.Of(expected).ContentHash(), Read(Write(log), new LogOptions { MaskTerminals = false }).Dataset.ContentHash());
    }

    /// <summary>Observation, action and reward of a row are the row's number.</summary>
    private static Dictionary<string, NpyArray> Log(int[]? terminals = null, int[]? timeouts = null)
    {
        float[] numbers = [.. Enumerable.Range(0, Rows).Select(row => (float)row)];
        return new()
        {
            ["observations"] = new([Rows, 1], numbers),
            ["actions"] = new([Rows, 1], numbers),
            ["rewards"] = new([Rows], numbers),
            ["terminals"] = new([Rows], Flagged(Enumerable.Range(0, Rows), terminals ?? [])),
            ["timeouts"] = new([Rows], Flagged(Enumerable.Range(0, Rows), timeouts ?? [])),
        };
    }

    private static TransitionChunk Transitions(int[] rows, int[] terminals, int[] timeouts)
    {
        float[] numbers = [.. rows.Select(row => (float)row)];
        return new(1, 1, numbers, numbers, numbers, [.. rows.Select(row => row + 1f)], Flagged(rows, terminals), Flagged(rows, timeouts));
    }

    private static bool[] Flagged(IEnumerable<int> rows, int[] flagged) => [.. rows.Select(flagged.Contains)];
}
