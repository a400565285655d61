using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>The process of a run is killed here.</summary>
internal sealed class Killed : Exception;

/// <summary>
/// One process of a run, without actors: the run's state, and children that answer when the scheduler lets them. What a learner computes is a
/// function of its weights and of the rows that it may read, what a slot yields one of its stream's start and of the policy: as in a run.
/// </summary>
/// <param name="disk">What outlives the process.</param>
/// <param name="config">The configuration.</param>
/// <param name="scheduler">Decides on the order of the answers, and on the end of the process.</param>
/// <param name="otherCpu">Whether the processor computes other bits, and is accepted.</param>
internal sealed class RunWorld(RunDisk disk, RunConfig config, Scheduler scheduler, bool otherCpu = false)
{
    private readonly RunPlan plan = new(config, disk.Fork?.Lineage);
    private readonly RecentPolicies policies = new();
    private readonly List<Action> inFlight = [];
    private readonly Queue<Evaluated> evaluations = new();
    private readonly List<IRunAnswer> answered = [];
    private readonly HashSet<string> begun = [];
    private readonly Dictionary<PolicySnapshot, string> digests = new(ReferenceEqualityComparer.Instance);
    private RunState state = new();
    private ReplayBuffer buffer = new(1, 1, 1);
    private CollectedRounds? rounds;
    private string digest = string.Empty;
    private long updates;

    /// <summary>What has been begun so far, in its order.</summary>
    public List<RunStep> Steps { get; } = [];

    private string Text => config.Online.ToString(); // all that a test changes; the whole would take long

    /// <summary>Lives until the run is complete.</summary>
    /// <exception cref="Killed">The process was killed before.</exception>
    public void Live()
    {
        state = disk.Journal.Aggregate(state, (folded, e) => folded.Apply(e));
        var restored = scheduler.Choose(disk.StartingPoints(state.History, plan));
        RunEvent? first = state.History.Started is null ? new RunStarted(Text, "", null, 1, "here", "1")
            : state.History.Configurations[^1] != Text ? new RunExtended(Text, [], "1")
            : null;
        state = state.Receive(new RunBegun(first, restored));
        StartReplay(state.History);
        Advance();
        while (state.Stage != RunStage.Ended)
        {
            Assert.NotEmpty(inFlight); // else the run waits for ever
            Assert.InRange(Steps.Count, 0, 10_000);
            var next = scheduler.Next(inFlight.Count);
            var answer = inFlight[next];
            inFlight.RemoveAt(next);
            answer();
        }
    }

    private void StartReplay(RunHistory history)
    {
        var overwritten = history is { Forked: { } forked, Seeded: { } seeded } ? forked.Appended - seeded.Transitions : 0;
        buffer = new ReplayBuffer(config.Replay.Capacity, 1, 1, history.Pruned?.Appended ?? overwritten);
        rounds = new CollectedRounds(
            buffer, config.Rollouts.Slots, history.Pruned?.FirstRound ?? ChunkStored.OfflineRound, disk.Fork?.Lineage.Round ?? 0, disk.Fork?.Ends);
        foreach (var chunk in disk.Chunks)
        {
            rounds.Add(chunk);
            if (rounds.Rounds < state.OnlineTrained && rounds.Missing(rounds.Rounds).Count == 0)
            {
                rounds.Append(rounds.Rounds);
            }
        }
    }

    private void Answer(IRunAnswer answer)
    {
        scheduler.Tick();
        Assert.True(state.Expects(answer), $"{answer} is not expected");
        Assert.False(state.Expects(FarAhead(answer)));
        if (answer is LearnerTrained trained)
        {
            Assert.True(otherCpu || state.Difference(trained) is null, state.Difference(trained));
            policies.Add(trained);
        }

        state = state.Receive(answer);
        Advance();
        Assert.DoesNotContain(answered, state.Expects); // what came once changes nothing when it comes again
        if (answer is not SlotQuarantined) // a slot may fail again within its round
        {
            answered.Add(answer);
        }
    }

    private void Advance()
    {
        while (state.Decide(plan) is { } step)
        {
            if (Name(step) is { } name)
            {
                Assert.True(begun.Add(name), $"{name} begins twice");
            }

            Steps.Add(step);
            state = state.Begin(step);
            Do(step);
        }
    }

    private void Do(RunStep step)
    {
        switch (step)
        {
            case RunStep.Record s:
                scheduler.Tick();
                disk.Journal.Add(s.Event);
                scheduler.Tick();
                state = state.Apply(s.Event);
                break;
            case RunStep.Resume: disk.FollowExtension(state.History, plan); break;
            case RunStep.Seed s: inFlight.Add(() => Seed(s)); break;
            case RunStep.Train s: Train(s); break;
            case RunStep.KeepCheckpoint s: Kept(() => disk.Checkpoints[(s.Phase, s.Round)] = (digest, updates)); break;
            case RunStep.PruneCheckpoints s:
                state = state.Receive(new CheckpointsPruned(s.Phase, disk.Prune(s, config.Checkpoints.Keep + config.Rounds.PipelineDepth)));
                break;
            case RunStep.Forget s: inFlight.Add(() => disk.Chunks.RemoveAll(c => c.Round < s.Before)); break;
            case RunStep.Evaluate s: Evaluate(s, digests[policies.Judge(s, state.Evaluating)]); break;
            case RunStep.KeepBest s: Kept(() => disk.KeepBest(s, digests[policies.Judged(s.Phase, s.Round)])); break;
            case RunStep.Open s: inFlight.Add(() => Open(s.Round)); break;
            case RunStep.Collect s: Collect(s); break;
            case RunStep.Commit s: inFlight.Add(() => Commit(s.Round)); break;
            case RunStep.KeepPolicy: Kept(() => disk.Policy = digests[policies.Latest]); break;
            case RunStep.End: break;
            default: throw new InvalidOperationException($"nobody does {step}");
        }
    }

    private void Kept(Action write)
    {
        scheduler.Tick();
        write();
        scheduler.Tick();
    }

    private void Seed(RunStep.Seed seed)
    {
        if (!seed.IsStored)
        {
            foreach (var chunk in disk.Dataset.Skip(rounds!.OfflineChunks))
            {
                scheduler.Tick();
                disk.Chunks.Add(chunk);
                rounds.Add(chunk);
            }
        }

        var seeded = new ReplaySeeded(buffer, buffer.Count, rounds!.Rounds, rounds.Ends);
        inFlight.Add(() =>
        {
            Assert.Null(state.Lack(seeded));
            (digest, updates) = state.After is { } after ? disk.Checkpoints[(after.Phase, after.Round)]
                : disk.Fork is { } fork ? (fork.Lineage.Digest, fork.Lineage.Updates)
                : ("initial", 0);
            policies.Begin(state.OnlineTrained, Snapshot(digest), Snapshot(digest), state.After is null && disk.Fork?.Before is { } before ? Snapshot(before) : null);
            Answer(seeded);
        });
    }

    private void Train(RunStep.Train train)
    {
        Assert.Equal(plan.Updates(train.Phase, train.Round), train.Updates);
        var rows = Rows(train.Transitions);
        inFlight.Add(() =>
        {
            Assert.Equal(rows, Rows(train.Transitions)); // nobody has written what the learner reads
            digest = Digests.Of(digest, otherCpu, train.Phase, train.Round, train.Updates, rows);
            updates += train.Updates;
            var saved = train.KeepsState ? new TrainingState("model", updates, new Dictionary<string, StateTensor>()) : null;
            Answer(new LearnerTrained(train.Phase, train.Round, updates, train.Transitions, digest, [], Snapshot(digest), saved, 0));
        });
    }

    /// <summary>Policies are judged one after the other.</summary>
    private void Evaluate(RunStep.Evaluate evaluate, string policy)
    {
        evaluations.Enqueue(new Evaluated(evaluate.Phase, evaluate.Round, [new EpisodeSummary(Digests.Return(policy), 1)]));
        inFlight.Add(() => Answer(evaluations.Dequeue()));
    }

    private void Open(int round)
    {
        var missing = rounds!.Missing(round);
        inFlight.Add(missing.Count > 0 ? () => Answer(new SlotsMissing(round, missing)) : Collected(round));
    }

    private void Collect(RunStep.Collect collect)
    {
        var policy = collect.PolicyVersion is { } version ? digests[policies[version]] : "random";
        foreach (var (start, steps) in collect.Starts.Zip(collect.Steps))
        {
            inFlight.Add(() => RunSlot(collect.Round, start, steps, policy));
        }
    }

    /// <summary>A slot that fails does so whenever it is run, and says so before its stream begins anew.</summary>
    private void RunSlot(int round, SlotState start, int steps, string policy)
    {
        if (disk.Fails(round, start))
        {
            inFlight.Add(() =>
            {
                Answer(new SlotQuarantined(round, start.Slot, "broken"));
                inFlight.Add(() => RunSlot(round, start.Quarantined(), steps, policy));
            });
            return;
        }

        var chunk = Digests.Chunk(steps, policy, round, start);
        var stored = new ChunkStored(round, start.Slot, chunk, start with { Step = start.Step + (uint)steps }, [new EpisodeSummary(Digests.Return($"{policy} {start.Slot}"), round)]);
        scheduler.Tick();
        disk.Chunks.Add(stored);
        rounds!.Add(stored);
        if (rounds.Missing(round).Count == 0)
        {
            inFlight.Add(Collected(round));
        }
    }

    private Action Collected(int round) =>
        () => Answer(new RoundCollected(round, [.. rounds!.Round(round).Select(c => c.End!)], [.. rounds.Round(round).SelectMany(c => c.Episodes)], 0));

    private void Commit(int round)
    {
        rounds!.Append(round);
        var count = buffer.Count;
        inFlight.Add(() => Answer(new RoundCommitted(round, count)));
    }

    private string Rows(int count)
    {
        Assert.InRange(count, 0, buffer.Count);
        return string.Join(' ', buffer.ToRows().Rewards.Take(count).Select(r => r.ToString(CultureInfo.InvariantCulture)));
    }

    private PolicySnapshot Snapshot(string policy)
    {
        var snapshot = new PolicySnapshot(PolicyHead.Gaussian, false, new Dictionary<string, StateTensor>());
        digests[snapshot] = policy;
        return snapshot;
    }

    /// <summary>The same answer for a round that is not at its turn.</summary>
    private static IRunAnswer FarAhead(IRunAnswer answer) => answer switch
    {
        SlotsMissing missing => missing with { Round = missing.Round + 50 },
        SlotQuarantined slot => slot with { Round = slot.Round + 50 },
        RoundCollected round => round with { Round = round.Round + 50 },
        RoundCommitted round => round with { Round = round.Round + 50 },
        LearnerTrained trained => trained with { Round = trained.Round + 50 },
        Evaluated evaluated => evaluated with { Round = evaluated.Round + 50 },
        _ => new RunBegun(null, null),
    };

    /// <summary>What no process does twice; null for what it may.</summary>
    private static string? Name(RunStep step) => step switch
    {
        RunStep.PruneCheckpoints or RunStep.Record { Event: SlotQuarantined } => null,
        RunStep.Record s => RunSentences.LogLine(s.Event),
        RunStep.Collect s => $"Collect {s.Round}",
        _ => step.ToString(),
    };
}
