using System.Security.Cryptography;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Storage;

/// <summary>
/// Checkpoints in the run folder, each written whole or not at all. Their checksum is the round's digest in the journal: the digest of
/// a training state is taken of the very bytes of its file.
/// </summary>
/// <param name="folder">The run folder.</param>
/// <param name="keep">How many of the newest of each phase are kept.</param>
internal sealed class CheckpointStore(RunFolder folder, int keep)
{
    private readonly HashSet<string> written = [];

    /// <summary>Files that this store has written and not removed, and that are gone all the same; each is told once.</summary>
    public IReadOnlyList<string> Missing()
    {
        string[] missing = [.. written.Where(file => !File.Exists(file)).Order(StringComparer.Ordinal)];
        written.ExceptWith(missing);
        return missing;
    }

    /// <summary>Writes a training state.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="round">The round that the state is after.</param>
    /// <param name="state">The state.</param>
    public void Write(RunPhase phase, int round, TrainingState state)
    {
        Directory.CreateDirectory(folder.Checkpoints); // a process that ends while it makes the run folder may leave it out
        Write(folder.Checkpoint(phase, round), state.ToSafetensors());
    }

    /// <summary>Removes old checkpoints, once the journal knows the round of the newest.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="needed">A round of this phase that recovery may have to go back to; null where there is none.</param>
    /// <returns>The round of the oldest that is left.</returns>
    public int Prune(RunPhase phase, int? needed)
    {
        var oldest = folder.PruneCheckpoints(phase, keep, needed);
        written.RemoveWhere(file => Path.GetDirectoryName(file) == folder.Checkpoints && !File.Exists(file)); // all that were there a moment ago
        return oldest;
    }

    /// <summary>Writes the latest policy.</summary>
    public void WritePolicy(PolicySnapshot policy) => Write(folder.Policy, policy.ToSafetensors());

    /// <summary>Writes the policy whose evaluation was the best so far.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="end">
    /// The round that it is after, if it was judged only because the run ends there: then the best one before is set aside, for the run may be
    /// extended, and then that evaluation does not count.
    /// </param>
    public void WriteBestPolicy(PolicySnapshot policy, (RunPhase Phase, int Round)? end)
    {
        var bytes = policy.ToSafetensors();
        if (end is { Phase: var phase, Round: var round } && File.Exists(folder.BestPolicy) && File.ReadAllBytes(folder.BestPolicy) is var before
            && !before.AsSpan().SequenceEqual(bytes)) // they are the same where a kill came before the evaluation was recorded
        {
            RunFile.Write(folder.BestPolicyBefore(phase, round), before);
        }

        Write(folder.BestPolicy, bytes);
    }

    /// <summary>Brings back the best policy from before an end that is no longer one.</summary>
    public void RestoreBestPolicy(RunPlan plan)
    {
        foreach (var aside in folder.BestPoliciesBefore().Where(aside => !plan.Evaluates(aside.Phase, aside.Round)))
        {
            File.Move(aside.Path, folder.BestPolicy, overwrite: true);
        }
    }

    /// <summary>Reads the first valid checkpoint.</summary>
    /// <param name="candidates">Rounds, the most wanted first; not every one has a checkpoint.</param>
    /// <param name="onDamage">Hears the path of a checkpoint that is not what was written.</param>
    /// <returns>Null where there is none: then training begins at the initial state.</returns>
    public RestoredState? Restore(IEnumerable<RoundTrained> candidates, Action<string> onDamage)
    {
        foreach (var candidate in candidates)
        {
            var path = folder.Checkpoint(candidate.Phase, candidate.Round);
            if (!File.Exists(path))
            {
                continue;
            }

            var bytes = File.ReadAllBytes(path);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) == candidate.Digest)
            {
                return new RestoredState(candidate, TrainingState.FromSafetensors(bytes));
            }

            onDamage(path);
        }

        return null;
    }

    private void Write(string path, byte[] bytes)
    {
        RunFile.Write(path, bytes);
        written.Add(path);
    }
}
