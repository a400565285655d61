using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Runs;

/// <summary>A new run that starts from the state after an online round of another, with some keys changed: what it will be, and whether it can be.</summary>
public sealed class RunFork
{
    private readonly RecordedRun source;
    private readonly RoundTrained? after;
    private readonly int round;

    private RunFork(RecordedRun source, int round, RunConfig config, ulong seed)
    {
        (this.source, this.round, Config, Seed) = (source, round, config, seed);
        after = RoundBehind(round);
    }

    /// <summary>Its configuration.</summary>
    public RunConfig Config { get; }

    /// <summary>Its seed.</summary>
    public ulong Seed { get; }

    private int FirstRound => source.Origin?.Lineage.Round ?? 0;

    private long Steps => round > FirstRound ? after!.Steps : source.Origin?.Lineage.Steps ?? 0;

    /// <summary>Plans a fork; writes nothing.</summary>
    /// <param name="source">The run to start from.</param>
    /// <param name="round">Online rounds behind the state; 0 for the state after the offline phase.</param>
    /// <param name="overrides">Assignments such as <c>algorithm.lambda=0.3</c>.</param>
    /// <param name="seed">Another seed from there on; the source's where null.</param>
    /// <exception cref="RunConfigException">There is no such state, or a changed key does not fit it.</exception>
    public static RunFork Plan(RecordedRun source, int round, IReadOnlyList<string> overrides, ulong? seed)
    {
        var config = RunConfigLoader.Change(source.Config, overrides, change => CheckKey(change, round));
        RunConfigRelations.CheckNew(config);
        RunConfigRelations.CheckShare(config, source.History.OfflineTransitions);
        foreach (var change in ConfigChange.Between(source.Config, config))
        {
            CheckKey(change, round);
            KeysWithoutEffect.RefuseBehindOffline(change, config);
        }

        if (source.Started.DatasetHash.Length > 0 && EnvironmentLogs.MasksTerminals(source.Config) && !EnvironmentLogs.MasksTerminals(config))
        {
            throw new RunConfigException(
                "mask-terminals cannot change to false in a fork of a run with a dataset: where the log lacks the state that a terminal row led to, the row is in the buffer as its own successor; train a new run with it");
        }

        var fork = new RunFork(source, round, config, seed ?? source.Started.Seed);
        fork.CheckState();
        return config.Online.Steps > fork.Steps
            ? fork
            : throw new RunConfigException(
                $"nothing is left to do behind {fork.Place}: online.steps is {config.Online.Steps}, of which {fork.Steps} were made by then; set it higher");
    }

    /// <summary>The state's place in the source.</summary>
    public string Place => round == 0 ? "the offline phase" : RunSentences.Name(RunPhase.Online, round - 1);

    /// <summary>
    /// Rebuilds the state and makes the new run's folder, which needs the source no more. A kill on the way leaves a folder without a
    /// configuration, which no command takes for a run.
    /// </summary>
    /// <param name="path">The folder, new or empty.</param>
    /// <param name="acceptOtherCpu">Whether rounds that are trained again may come to other weights than recorded.</param>
    /// <param name="trained">Hears of every round that had to be trained again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The run, which no one else may work on until it is disposed.</returns>
    /// <exception cref="RunConfigException">The folder cannot be a new run's.</exception>
    /// <exception cref="RunFailedException">The state cannot be rebuilt.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public async Task<RunClaim> CreateAsync(
        string path, bool acceptOtherCpu, Action<RoundTrained> trained, CancellationToken cancellation)
    {
        RunFolder.CheckNew(path);
        var events = await EventsAsync(acceptOtherCpu, trained, cancellation).ConfigureAwait(false);
        var claim = RunClaim.Take(path);
        try
        {
            NewJournal.Write(claim.Folder, events, "fork the run again", cancellation);
            claim.Record(Config, Seed, source.Started.DatasetHash.Length > 0 ? source.Started.DatasetHash : null);
            return claim;
        }
        catch
        {
            claim.Abandon();
            throw;
        }
    }

    /// <summary>Rebuilds the state, from the nearest checkpoint before it, and lists the events that the fork's journal begins with.</summary>
    /// <param name="acceptOtherCpu">Whether rounds that are trained again may come to other weights than recorded.</param>
    /// <param name="trained">Hears of every round that had to be trained again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunFailedException">The state cannot be rebuilt.</exception>
    private async Task<IEnumerable<(string PersistenceId, object Event)>> EventsAsync(
        bool acceptOtherCpu, Action<RoundTrained> trained, CancellationToken cancellation)
    {
        source.CheckFingerprint(acceptOtherCpu);
        var needsBefore = Config.Rounds.PipelineDepth > 0 && round > FirstRound;
        var first = needsBefore ? RoundBehind(round - 1) : after;
        using var rebuilt = await RunVerification.OpenBehindAsync(source, first, acceptOtherCpu, cancellation).ConfigureAwait(false);
        var before = needsBefore ? TrainedPolicy.Of(Config.AlgorithmIn(first?.Phase ?? RunPhase.Offline), At(first)) : round == FirstRound ? source.Origin?.Start.Before : null;
        var state = At(after);
        var forked = new ForkedState(
            source, round, Steps, after?.Updates ?? source.Origin?.Lineage.Updates ?? 0, state, before, rebuilt.Ends);
        return ForkEvents.Of(forked, Config, Seed, rebuilt.Transitions(), rebuilt.Appended);

        TrainingState At(RoundTrained? wanted) => wanted is null || ReferenceEquals(wanted, rebuilt.Start)
            ? rebuilt.Begin
            : rebuilt.Run((wanted.Phase, wanted.Round), trained, cancellation);
    }

    /// <summary>The round whose end is the state after so many online rounds; null where that is the state that the source began with.</summary>
    private RoundTrained? RoundBehind(int rounds) => rounds > FirstRound
        ? source.History.Training(RunPhase.Online, rounds - 1)
        : source.History.Trained.LastOrDefault(t => t.Phase == RunPhase.Offline);

    private static void CheckKey(ConfigChange change, int round)
    {
        var rule = KeyRules.Find(change.Path) ?? new KeyRule(KeyFreedom.Fixed, InState: "the state may not fit it");
        if (rule.InState is { } reason && !(round == 0 && AlgorithmKeys.IsOnline(change.Path)))
        {
            throw new RunConfigException(
                $"{change.Path} cannot change from {change.Before ?? "none"} to {change.After ?? "none"} in a fork: {reason}; train a new run with it");
        }
    }

    private void CheckState()
    {
        var history = source.History;
        if (round < FirstRound)
        {
            throw new RunConfigException($"the run '{source.Folder.FullPath}' is itself a fork, and begins after online round {FirstRound}; fork it there or later");
        }

        var plan = new RunPlan(source.Config, source.Origin?.Lineage);
        var offline = history.Trained.Count(t => t.Phase == RunPhase.Offline);
        if (history.Seeded is null || (source.Origin is null && offline < plan.OfflineRounds) || (round > FirstRound && after is null))
        {
            var last = history.Trained.LastOrDefault() is { } trained ? $"the last round is {RunSentences.Name(trained)}" : "no round is trained yet";
            throw new RunConfigException($"the run '{source.Folder.FullPath}' has not come to the end of {Place}: {last}");
        }

        if (history.Pruned is { } pruned && (round == 0 || round - 1 < pruned.Checkpoint + Config.Rounds.PipelineDepth))
        {
            throw new RunConfigException(
                $"the transitions of {Place} have been pruned from the journal: fork after "
                + $"{RunSentences.Name(RunPhase.Online, pruned.Checkpoint + Config.Rounds.PipelineDepth)} or later; a run with replay.keep-history = true keeps all");
        }

        if (Config.Rounds.PipelineDepth > 0 && round == FirstRound && round > 0 && source.Origin?.Start.Before is null)
        {
            throw new RunConfigException(
                $"a pipeline of depth 1 needs the policy of one round before {Place}, which this fork has not; fork one round later");
        }
    }
}
