using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// What a run does next. Pure: timing decides when an answer comes, and so when something happens, never what. Files are written before the event
/// that tells of them; what an event allows is started once it is recorded.
/// </summary>
internal static class RunDecisions
{
    /// <summary>The step that may start now; null where the run waits for an answer, or for the journal.</summary>
    /// <param name="state">The run.</param>
    /// <param name="plan">Its schedule.</param>
    public static RunStep? Decide(this RunState state, RunPlan plan) => state switch
    {
        { Recording: not null } => null,
        { Unrecorded: { } answered } => RecordAnswer(state, plan, answered),
        { Stage: RunStage.Beginning, IsAnnounced: false } => new RunStep.Resume(),
        { Stage: RunStage.Beginning } => new RunStep.Seed(IsStored: state.History.Seeded is not null),
        { Stage: RunStage.Rounds, History.Seeded: null } => new RunStep.Record(new Seeded(state.Transitions)),
        { Stage: RunStage.Rounds } =>
            RecordRound(state, plan) ?? Train(state, plan) ?? Commit(state) ?? Prune(state, plan) ?? Evaluate(state, plan) ?? Collect(state, plan)
            ?? End(state, plan),
        _ => null,
    };

    /// <summary>Once an evaluation is recorded, its policy is not judged again, so a better one is written before.</summary>
    private static RunStep RecordAnswer(RunState state, RunPlan plan, RunEvent answered) =>
        answered is Evaluated evaluated && !state.IsPolicyKept && RunState.MeanReturn(evaluated) > state.Best(plan)
            ? new RunStep.KeepBest(evaluated.Phase, evaluated.Round, plan.EvaluatesAsLast(evaluated.Phase, evaluated.Round))
            : new RunStep.Record(answered);

    private static RunStep? RecordRound(RunState state, RunPlan plan) => state switch
    {
        { Unkept: var (phase, round) } => new RunStep.KeepCheckpoint(phase, round),
        { Learned: { } learned } => new RunStep.Record(
            Trained(state, plan, learned), IsNews: state.History.Training(learned.Phase, learned.Round) is null), // a corrected round has its row already
        _ => null,
    };

    private static RoundTrained Trained(RunState state, RunPlan plan, LearnerTrained learned)
    {
        var (steps, collected) = learned.Phase == RunPhase.Online ? (plan.StepsAfter(learned.Round), state.LastCommitted) : (0, null);
        return new RoundTrained(
            learned.Phase, learned.Round, learned.Updates, steps, learned.Transitions, learned.Digest, learned.Metrics,
            collected?.Episodes ?? [], learned.Seconds, collected?.Seconds ?? 0);
    }

    private static RunStep.Train? Train(RunState state, RunPlan plan)
    {
        var offline = state.OfflineTrained(plan);
        return state.Training is not null ? null
            : offline < plan.OfflineRounds ? Train(state, plan, RunPhase.Offline, offline)
            : state.Committed > state.OnlineTrained ? Train(state, plan, RunPhase.Online, state.OnlineTrained)
            : null;
    }

    private static RunStep.Train Train(RunState state, RunPlan plan, RunPhase phase, int round) => new(
        phase, round, plan.Updates(phase, round), plan.BatchSize(phase, round), state.Transitions, state.History.OfflineTransitions, plan.Checkpoint(phase, round));

    /// <summary>The buffer may overwrite what the learner reads, so a round goes into it while no round is trained.</summary>
    private static RunStep.Commit? Commit(RunState state) =>
        state is { Training: null, Slots: SlotStage.Collected } ? new RunStep.Commit(state.Committed) : null;

    /// <summary>
    /// Drops what no recovery needs: checkpoints, and transitions that were overwritten before the oldest checkpoint that stays, as soon as recovery
    /// could begin there. A recovered run may have checkpoints of rounds that it has not come to again: the one that it has come to stays.
    /// </summary>
    private static RunStep? Prune(RunState state, RunPlan plan)
    {
        if (state.Unpruned is { } phase)
        {
            var evaluating = state.Evaluating.Where(e => e.Phase == phase);
            return new RunStep.PruneCheckpoints(phase, evaluating.Any() ? evaluating.First().Round : state.After?.Round);
        }

        var pruned = state.History.Pruned?.FirstRound ?? ChunkStored.OfflineRound;
        return pruned > state.FirstKept ? new RunStep.Forget(pruned)
            : state.OldestCheckpoint is { } oldest && plan.Overwritten(oldest, state.Dataset) is { } overwritten && overwritten.FirstRound > pruned
                && state.History.StartingPoints(plan).Any(t => (t.Phase, t.Round) == (RunPhase.Online, oldest)) ? new RunStep.Record(overwritten)
            : null;
    }

    private static RunStep.Evaluate? Evaluate(RunState state, RunPlan plan) =>
        state.After is { Phase: var phase, Round: var round } && plan.Evaluates(phase, round) && !state.History.IsEvaluated(phase, round)
            && !state.Evaluating.Contains((phase, round))
            ? new RunStep.Evaluate(phase, round)
            : null;

    /// <summary>The next online round, as soon as the policy that it takes is there and every stream's start is known.</summary>
    private static RunStep? Collect(RunState state, RunPlan plan)
    {
        var round = state.Committed;
        return state.Slots switch
        {
            SlotStage.Waiting when round == plan.OnlineRounds || state.OfflineTrained(plan) < plan.OfflineRounds
                || state.OnlineTrained < plan.PolicyVersion(round) => null,
            SlotStage.Waiting => state.History.IsOpened(round)
                ? new RunStep.Open(round)
                : new RunStep.Record(new RoundOpened(round, plan.PolicyVersion(round), plan.RandomActions(round))),
            SlotStage.Opened { Missing: { } missing } => new RunStep.Collect(
                round, plan.RandomActions(round) ? null : plan.PolicyVersion(round),
                [.. missing.Select(slot => Start(state, slot))], [.. missing.Select(slot => plan.SlotSteps(round, (int)slot))]),
            _ => null,
        };
    }

    private static SlotState Start(RunState state, uint slot) => Enumerable.Range(0, state.History.Quarantines(state.Committed, slot))
        .Aggregate(state.Ends[(int)slot], (start, _) => start.Quarantined());

    private static RunStep? End(RunState state, RunPlan plan)
    {
        if (state.OfflineTrained(plan) < plan.OfflineRounds || state.OnlineTrained < plan.OnlineRounds || !state.Evaluating.IsEmpty)
        {
            return null;
        }

        var finished = new Finished(state.Digest, state.Latest(plan, RunPhase.Offline), state.Latest(plan, RunPhase.Online));
        return state.History.Finished == finished ? new RunStep.End(finished)
            : !state.IsPolicyKept ? new RunStep.KeepPolicy()
            : new RunStep.Record(finished);
    }
}
