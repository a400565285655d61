using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.Algorithms;

namespace AwacAkka.Actors.Runs;

/// <summary>Policy files of a recorded run that are gone or damaged: each is a function of its round's training state, which a checkpoint holds.</summary>
/// <param name="run">The run, which this process holds.</param>
public sealed class LostPolicies(RecordedRun run)
{
    /// <summary>Writes back what there is a checkpoint for. The latest policy of a run that has not finished comes with its next checkpoint.</summary>
    /// <returns>A sentence per file that was lost: that it is back, or what brings it back.</returns>
    /// <exception cref="StorageException">A file cannot be written.</exception>
    public IReadOnlyList<string> WriteBack()
    {
        var sentences = new List<string>();
        if (run.History.Finished is not null)
        {
            WriteBack(run.Folder.Policy, run.History.Trained.Last(), sentences);
        }

        if (BestRound() is { } best)
        {
            WriteBack(run.Folder.BestPolicy, best, sentences);
        }

        return sentences;
    }

    private void WriteBack(string file, RoundTrained round, List<string> sentences)
    {
        if (IsWhole(file))
        {
            return;
        }

        var name = RunSentences.Name(round);
        if (new CheckpointStore(run.Folder, keep: 1).Restore([round], _ => { }) is { State: var state })
        {
            RunFile.Write(file, TrainedPolicy.Judged(run.Config.AlgorithmIn(round.Phase), state).ToSafetensors());
            sentences.Add($"'{file}' was lost, and is written back from the checkpoint after {name}");
            return;
        }

        sentences.Add(
            $"'{file}' is lost, and there is no checkpoint after {name} to write it from; to train it again from the journal, and to "
            + "copy back what is then in DIR under a name that ends in -policy.safetensors: "
            + $"awac replay {ShellWord.Of(run.Folder.FullPath)} --phase {round.Phase.ToString().ToLowerInvariant()} --round {round.Round + 1} --out DIR");
    }

    private static bool IsWhole(string file)
    {
        try
        {
            PolicyFile.Read(file);
            return true;
        }
        catch (RunConfigException)
        {
            return false;
        }
    }

    /// <summary>The round whose evaluation had the highest mean return, the first of several.</summary>
    private RoundTrained? BestRound() => run.History.EvaluationsOf(new RunPlan(run.Config, run.History.Forked))
        .MaxBy(e => EvaluationSummary.Of(e.Episodes).MeanReturn) is { } best ? run.History.Training(best.Phase, best.Round) : null;
}
