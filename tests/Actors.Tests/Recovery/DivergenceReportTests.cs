using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>What a run leaves that has diverged.</summary>
public sealed class DivergenceReportTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("awac-divergence");

    public void Dispose() => parent.Delete(recursive: true);

    /// <summary>Cal-QL has a figure more than RLPD, and others.</summary>
    [Fact]
    public void The_last_rounds_stand_side_by_side_where_the_algorithm_has_just_changed()
    {
        var folder = RunFolder.Create(Path.Combine(parent.FullName, "run"), new RunConfig(), 1, null);
        LearnerTrained[] recent =
        [
            Round(RunPhase.Offline, 24, ("critic_loss", 1.5f), ("conservative", 2), ("q_mean", 3)),
            Round(RunPhase.Online, 0, ("critic_loss", 4), ("q_mean", 5)),
        ];
        new DivergenceReport(new FolderRunStore(folder, 1, () => { }), new LearnerDiverged(RunPhase.Online, 1, 26_000, "critic_loss", recent[1]), null, recent).Write();
        Assert.Contains(
            "mean over the round,offline round 25,online round 1\ncritic_loss,1.5,4\nconservative,2,\nq_mean,3,5\n",
            File.ReadAllText(folder.Divergence).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static LearnerTrained Round(RunPhase phase, int round, params (string Name, float Value)[] figures) => new(
        phase, round, 1_000, 10, "cafe", [.. figures.Select(figure => KeyValuePair.Create(figure.Name, figure.Value))],
        new PolicySnapshot(PolicyHead.Gaussian, true, new Dictionary<string, StateTensor>()), State: null, Seconds: 1);
}
