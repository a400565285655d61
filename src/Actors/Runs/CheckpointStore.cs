using AwacAkka.Learning.Policies;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>Writes checkpoints into the run folder, each whole or not at all, and keeps the newest.</summary>
/// <param name="folder">The run folder.</param>
/// <param name="keep">How many are kept.</param>
internal sealed class CheckpointStore(RunFolder folder, int keep)
{
    /// <summary>Writes a training state.</summary>
    public void Write(TrainingState state)
    {
        Directory.CreateDirectory(folder.Checkpoints);
        RunFolder.WriteWhole(folder.Checkpoint(state.Updates), state.ToSafetensors());
        foreach (var old in Directory.GetFiles(folder.Checkpoints, "state-*.safetensors").Order(StringComparer.Ordinal).SkipLast(keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>Writes the final policy.</summary>
    public void WritePolicy(PolicySnapshot policy) => RunFolder.WriteWhole(folder.FinalPolicy, policy.ToSafetensors());
}
