using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;

namespace AwacAkka.Data.Tests;

/// <summary>Rewards that an environment recomputes: it pays for the state that a transition leads to, which a log need not have.</summary>
public sealed class RecomputedRewardsTests : WrittenLogs
{
    private const float Goal = 100;

    [Fact]
    public void A_terminal_row_without_a_stored_successor_is_not_held_against_the_data()
    {
        var arrays = Paid();
        arrays.Remove("next_observations");
        var path = Write(arrays);
        Assert.Equal((0, 1), Compared(path));
        Assert.Equal((0, 0), Compared(Write(Paid(), "whole.npz")));

        DatasetImport.Run(path, In("imported.npz"), new(), null, null, default); // stores its own observation for a successor
        Assert.Equal((0, 1), Compared(In("imported.npz")));

        arrays["rewards"] = new([6], new float[] { 1, 0, Goal, 0, 0, 0 }); // where there is a successor, the comparison goes on
        Assert.Equal((1, 1), Compared(Write(arrays)));
    }

    [Fact]
    public void A_terminal_row_without_a_stored_successor_keeps_its_reward_when_others_are_recomputed()
    {
        var arrays = Paid();
        arrays["rewards"] = new([6], new float[] { 7, 7, Goal, 7, 7, 7 });
        Assert.Equal([0, 0, Goal, 0, 0, 0], Recomputed(Write(arrays, "whole.npz"), kept: 0));
        arrays.Remove("next_observations");
        Assert.Equal([0, 0, Goal, 0, 0], Recomputed(Write(arrays), kept: 1));
        DatasetImport.Run(In("log.npz"), In("imported.npz"), new(), null, null, default);
        Assert.Equal([0, 0, Goal, 0, 0], Recomputed(In("imported.npz"), kept: 1));
    }

    /// <summary>The goal is paid for where the successor is 3, which no row has for an observation.</summary>
    private static Dictionary<string, NpyArray> Paid()
    {
        var arrays = Six();
        arrays["rewards"] = new([6], new float[] { 0, 0, Goal, 0, 0, 0 });
        return arrays;
    }

    private static double Pay(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, ReadOnlySpan<float> successor) =>
        successor[0] == 3 ? Goal : 0;

    /// <summary>How many rewards differ, and how many terminal rows have no successor to compare by.</summary>
    private static (long Different, long Left) Compared(string path)
    {
        var findings = DatasetFile.Read(path, new(), Pay, default).Findings;
        Assert.False(findings.RewardsRecomputed);
        return (findings.Rewards!.Different, findings.OwnSuccessors);
    }

    private float[] Recomputed(string path, long kept)
    {
        var summary = DatasetImport.Run(path, In("recomputed.npz"), new LogOptions { RecomputeRewards = true }, Pay, null, default);
        Assert.Equal((true, kept), (summary.Findings.RewardsRecomputed, summary.Findings.OwnSuccessors));
        var dataset = DatasetFile.Load(In("recomputed.npz"));
        Assert.Equal(dataset.ContentHash(), summary.ContentHash);
        return dataset.Transitions.Rewards;
    }
}
