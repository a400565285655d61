using AwacAkka.Actors.Reporting;
using AwacAkka.Learning.Policies;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>Writes checkpoints into the run folder, each whole or not at all, and keeps the newest of each phase.</summary>
/// <param name="folder">The run folder.</param>
/// <param name="keep">How many are kept.</param>
internal sealed class CheckpointStore(RunFolder folder, int keep)
{
    /// <summary>Writes a training state.</summary>
    public void Write(RunPhase phase, int round, TrainingState state)
    {
        WriteWhole(folder.Checkpoint(phase, round), state.ToSafetensors());
        folder.PruneCheckpoints(phase, keep);
    }

    /// <summary>Writes the latest policy.</summary>
    public void WritePolicy(PolicySnapshot policy) => WriteWhole(folder.Policy, policy.ToSafetensors());

    private static void WriteWhole(string path, byte[] bytes)
    {
        var partial = path + ".partial";
        using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }
}
