using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>The order in which events stand in a run's journal, as far as it is laid down.</summary>
internal static class RecordedOrder
{
    /// <summary>Holds a journal against it.</summary>
    public static void Check(RunPlan plan, IReadOnlyList<RunEvent> journal)
    {
        Assert.IsType<RunStarted>(journal[0]);
        Assert.IsType<Finished>(journal.Last(e => e is not ReplayPruned)); // a run that is begun once more behind its end may still drop something
        var seeded = Assert.Single(Places(journal, e => e is Seeded));
        Assert.All(journal.Take(seeded), e => Assert.True(e is RunStarted or RunForked or RunExtended));
        Ascends(journal.OfType<RoundTrained>().Select(t => ((int)t.Phase, t.Round)));
        Ascends(journal.OfType<RoundOpened>().Select(o => (0, o.Round)));
        Ascends(journal.OfType<ReplayPruned>().Select(p => (0, p.FirstRound)));
        for (var i = seeded + 1; i < journal.Count; i++)
        {
            Check(plan, journal, i);
        }
    }

    private static void Check(RunPlan plan, IReadOnlyList<RunEvent> journal, int place)
    {
        var history = RunHistory.Of(journal.Take(place));
        switch (journal[place])
        {
            case RoundOpened e:
                var begin = history.Forked?.Round ?? 0;
                Assert.True(e.Round == begin || history.IsOpened(e.Round - 1));
                Assert.True(plan.PolicyVersion(e.Round) <= begin || history.Training(RunPhase.Online, plan.PolicyVersion(e.Round) - 1) is not null);
                Assert.True(history.Forked is not null || history.Trained.Count(t => t.Phase == RunPhase.Offline) == plan.OfflineRounds);
                break;
            case RoundTrained { Phase: RunPhase.Online } e: Assert.True(history.IsOpened(e.Round)); break;
            case Evaluated e: Assert.NotNull(history.Training(e.Phase, e.Round)); break;
            case SlotQuarantined e:
                Assert.True(history.IsOpened(e.Round));
                Assert.Null(history.Training(RunPhase.Online, e.Round));
                break;
            case ReplayPruned e:
                Assert.Contains(history.StartingPoints(plan), t => (t.Phase, t.Round) == (RunPhase.Online, e.Checkpoint)); // a kill may come now
                Assert.Equal(plan.Overwritten(e.Checkpoint, history.Forked?.Appended ?? history.Seeded!.Transitions), e);
                break;
            case Finished:
                Assert.All(history.Trained, t => Assert.Equal(plan.Evaluates(t.Phase, t.Round), IsJudged(plan, history, t)));
                break;
            default: break;
        }
    }

    /// <summary>A run that was extended is also judged after what were its last rounds.</summary>
    private static bool IsJudged(RunPlan plan, RunHistory history, RoundTrained round) =>
        history.IsEvaluated(round.Phase, round.Round) && plan.Evaluates(round.Phase, round.Round);

    private static IEnumerable<int> Places(IReadOnlyList<RunEvent> journal, Func<RunEvent, bool> of) =>
        Enumerable.Range(0, journal.Count).Where(i => of(journal[i]));

    private static void Ascends(IEnumerable<(int, int)> numbers)
    {
        var list = numbers.ToArray();
        Assert.Equal(list.Distinct().Order(), list);
    }
}
