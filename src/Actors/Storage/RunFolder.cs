using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Files;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Storage;

/// <summary>The files of a run. A folder belongs to one run: a non-empty one is never taken over.</summary>
public sealed class RunFolder
{
    private const string ConfigName = "config.conf";
    private const string BestBeforeName = "best-policy-before-";
    private const string CheckpointPattern = "*.safetensors";

    private RunFolder(string path) => FullPath = path;

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The resolved configuration.</summary>
    public string Config => In(ConfigName);

    /// <summary>One line per round.</summary>
    public string Metrics => In("metrics.csv");

    /// <summary>The learning curve as a picture.</summary>
    public string Curve => In("curve.svg");

    /// <summary>The journal.</summary>
    public string Journal => In("run.db");

    /// <summary>What happened, with times.</summary>
    public string Log => In("run.log");

    /// <summary>The policy of the latest checkpoint, and in the end that of the last round, ready to act.</summary>
    public string Policy => In("policy.safetensors");

    /// <summary>The policy whose evaluation had the highest mean return so far.</summary>
    public string BestPolicy => In("best-policy.safetensors");

    /// <summary>Why the learner could not go on, where it could not.</summary>
    public string Divergence => In("divergence.txt");

    /// <summary>Training states.</summary>
    public string Checkpoints => In("checkpoints");

    /// <summary>What the process that works on the run holds: made when the folder is claimed, locked while someone works.</summary>
    internal string LockFile => In("run.lock");

    /// <summary>Whether there are records that a run writes once it has trained.</summary>
    internal bool HasTrained => new FileInfo(Metrics) is { Exists: true, Length: > 0 }
        || CheckpointFiles(CheckpointPattern).Length > 0;

    /// <summary>All that a run has written here, but for what is only a process's.</summary>
    internal IReadOnlyList<string> Records =>
    [
        .. ((string[])[Config, Metrics, Curve, Journal, Policy, BestPolicy, Divergence]).Where(File.Exists),
        .. BestPoliciesBefore().Select(before => before.Path),
        .. CheckpointFiles(CheckpointPattern),
    ];

    /// <summary>Refuses a folder that cannot be a new run's, without touching anything.</summary>
    /// <exception cref="RunConfigException">It is a file, not empty, or cannot be looked into.</exception>
    public static void CheckNew(string path)
    {
        if (File.Exists(path))
        {
            throw new RunConfigException($"the run folder '{path}' is a file; name another with --run");
        }

        if (Directory.Exists(path) && !IsFree(path))
        {
            throw new RunConfigException($"the run folder '{path}' exists and is not empty; name another with --run, or remove it");
        }
    }

    private static bool IsFree(string path)
    {
        try
        {
            return At(path).HoldsLeftoversAlone();
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw new RunConfigException($"the run folder '{path}' exists and cannot be read: {e.Message.TrimEnd('.')}; name another with --run", e);
        }
    }

    /// <summary>
    /// Whether nothing is in the folder but what a kill leaves before it becomes a run's: the lock, and files half written. The lock comes first, so a
    /// file without one is another's.
    /// </summary>
    internal bool HoldsLeftoversAlone()
    {
        string[] entries = Directory.GetFileSystemEntries(FullPath);
        return Array.TrueForAll(entries, entry => entry == LockFile || entry.EndsWith(WholeFile.PartialEnding, StringComparison.Ordinal))
            && (entries.Length == 0 || File.Exists(LockFile));
    }

    /// <summary>The first of <c>path</c>, <c>path-2</c>, <c>path-3</c>, ... that a new run can have.</summary>
    public static string FirstFree(string path)
    {
        var candidate = path;
        for (var number = 2; File.Exists(candidate) || Directory.Exists(candidate); number++)
        {
            candidate = $"{path}-{number}";
        }

        return candidate;
    }

    /// <summary>Makes a new run's folder and records what the run is a function of; a program that goes on at once keeps the <see cref="RunClaim"/> instead.</summary>
    /// <exception cref="RunConfigException">The folder cannot be a new run's, or cannot be made.</exception>
    public static RunFolder Create(string path, RunConfig config, ulong seed, string? datasetHash)
    {
        using var claim = RunClaim.Take(path);
        return claim.Record(config, seed, datasetHash);
    }

    /// <summary>Whether a folder is a run's: it says what the run is a function of.</summary>
    public static bool IsRun(string path) => File.Exists(At(path).Config);

    /// <summary>A folder that need not be there.</summary>
    internal static RunFolder At(string path) => new(Path.GetFullPath(path));

    /// <summary>Opens a run's folder.</summary>
    /// <exception cref="RunConfigException">There is no run.</exception>
    public static RunFolder Open(string path)
    {
        return IsRun(path)
            ? At(path)
            : throw new RunConfigException($"'{path}' is no run folder: it has no {ConfigName}");
    }

    /// <summary>The run's configuration, as its file says it; a user may have changed that.</summary>
    /// <exception cref="RunConfigException">It cannot be read, or something is wrong with it.</exception>
    public RunConfig ReadConfig() => RunConfigLoader.LoadRecorded(Config);

    /// <summary>Records what the run is a function of, whole or not at all; leaves a file that says just that as it is. The environment stays the one that the run began with.</summary>
    /// <exception cref="StorageException">It cannot be written; what was there before is still there.</exception>
    internal void WriteConfig(RunConfig config, ulong seed, string? datasetHash)
    {
        var environment = File.Exists(Config) ? RunHeader.Find(Config)?.EnvironmentHash : EnvironmentAssembly.HashOf(config.Environment.Id);
        var text = new RunHeader(seed, config.Hash(), datasetHash) { EnvironmentHash = environment }.ToComment() + config.ToHocon();
        if (!File.Exists(Config) || File.ReadAllText(Config) != text)
        {
            RunFile.Write(Config, text);
        }
    }

    /// <summary>Where the best policy goes that an evaluation displaced which a longer run would not have made.</summary>
    internal string BestPolicyBefore(RunPhase phase, int round) => In($"{BestBeforeName}{phase.ToString().ToLowerInvariant()}-{round:000000}.safetensors");

    /// <summary>The policies that were set aside so.</summary>
    internal IReadOnlyList<(string Path, RunPhase Phase, int Round)> BestPoliciesBefore() =>
    [
        .. Directory.GetFiles(FullPath, BestBeforeName + CheckpointPattern)
            .Select(path => (path, path.Contains($"{BestBeforeName}offline", StringComparison.Ordinal) ? RunPhase.Offline : RunPhase.Online, Round(path))),
    ];

    /// <summary>Where the training state of a moment is kept.</summary>
    public string Checkpoint(RunPhase phase, int round) =>
        Path.Combine(Checkpoints, $"{(int)phase}-{phase.ToString().ToLowerInvariant()}-{round:000000}.safetensors");

    /// <summary>Removes old checkpoints of a phase, and half-written ones from before its newest.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="keep">How many of the latest stay.</param>
    /// <param name="needed">The newest checkpoint at or before this round stays as well, with all behind it; null for none.</param>
    /// <returns>The round of the oldest that is left; -1 where there is none.</returns>
    public int PruneCheckpoints(RunPhase phase, int keep, int? needed)
    {
        var files = CheckpointFiles($"{(int)phase}-{CheckpointPattern}").OrderBy(Round).ToList();
        var start = needed is { } round
            ? files.FindLastIndex(f => Round(f) <= round)
            : files.Count;
        var surplus = Math.Clamp(files.Count - keep, 0, Math.Max(0, start));
        files.Take(surplus).ToList().ForEach(File.Delete);
        if (files.Count > 0)
        {
            // Those that a killed process has left half written. Where a round behind the newest checkpoint is trained again, its own is made anew.
            Array.ForEach([.. CheckpointFiles($"*{WholeFile.PartialEnding}").Where(torn => Moment(torn).CompareTo(Moment(files[^1])) < 0)], File.Delete);
        }

        return files.Count == 0 ? -1 : Round(files[surplus]);
    }

    /// <summary>Checkpoints by name; none where their folder is not made yet, or something has removed it.</summary>
    private string[] CheckpointFiles(string pattern) => Directory.Exists(Checkpoints) ? Directory.GetFiles(Checkpoints, pattern) : [];

    /// <summary>The round at the end of a checkpoint's name. By name the millionth would come before the one that it follows.</summary>
    private static int Round(string checkpoint) =>
        int.Parse(Path.GetFileName(checkpoint).Split('-')[^1].Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>Phase and round of a checkpoint's name, whole or half written.</summary>
    private static (char Phase, int Round) Moment(string checkpoint) => (Path.GetFileName(checkpoint)[0], Round(checkpoint));

    /// <summary>Keeps other processes from working on the run until the result is disposed or this process ends, however it ends.</summary>
    /// <exception cref="RunConfigException">Another process has it.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileRefusal.IsLock(e))
        {
            throw new RunConfigException($"the run '{FullPath}' is open in another process; stop that one first", e);
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            throw StorageException.NotWritten(LockFile, e);
        }
    }

    /// <summary>The latest policy, or the best.</summary>
    /// <exception cref="RunConfigException">There is none yet, or it is damaged.</exception>
    public PolicySnapshot ReadPolicy(bool best = false)
    {
        var path = best ? BestPolicy : Policy;
        if (!File.Exists(path))
        {
            throw new RunConfigException(best
                ? $"the run '{FullPath}' has no best policy: none of its policies has been evaluated yet, or an older version wrote it; ask for the latest instead, "
                    + $"or, where it was lost, have it written back with: awac resume {ShellWord.Of(FullPath)}"
                : $"the run '{FullPath}' has no policy: it has one from its first checkpoint on, and where that was lost it can be written back; continue with: "
                    + $"awac resume {ShellWord.Of(FullPath)}");
        }

        return PolicyFile.Read(path);
    }

    private string In(string name) => Path.Combine(FullPath, name);
}
