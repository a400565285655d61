using AwacAkka.Learning.Awac;
using AwacAkka.Learning.Training;
using TorchSharp;

namespace AwacAkka.Bench.Learner;

/// <summary><c>learner</c>: AWAC updates per second, of the fused learner and of the one on TorchSharp, against PyTorch.</summary>
internal static class LearnerBench
{
    private const string Unit = "updates/s";
    private const int Threads = 2;

    /// <summary>Runs all cases.</summary>
    /// <exception cref="BenchException">PyTorch is asked for and missing.</exception>
    public static void Run(Race race, bool vsPyTorch, FigureWriter figures, TextWriter notes)
    {
        PyTorchTwin[] twins = vsPyTorch ? StartTwins() : [];
        try
        {
            MachineNotes.Write(notes);
            if (twins is [var first, ..])
            {
                notes.WriteLine(first.Description);
            }

            foreach (var @case in LearnerCase.All)
            {
                Run(@case, race, twins, figures);
            }
        }
        finally
        {
            Array.ForEach(twins, twin => twin.Dispose());
        }
    }

    private static void Run(LearnerCase @case, Race race, PyTorchTwin[] twins, FigureWriter figures)
    {
        using var fused = new OwnLearner("fused", @case, initial => new FusedAwac(
            @case.Config, LearnerCase.Observation, LearnerCase.Action, initial, Threads));
        using var reference = new OwnLearner("TorchSharp", @case, initial => new TorchAwac(
            @case.Config, LearnerCase.Observation, LearnerCase.Action, initial, torch.CPU));
        Array.ForEach(twins, twin => twin.Build(@case));

        var rates = race.Run([fused, reference, .. twins]);
        foreach (var own in (OwnLearner[])[fused, reference])
        {
            figures.Write(Figure.Of($"{own.Setting}, {@case.Name}", Unit, own, twins, rates));
        }
    }

    private static PyTorchTwin[] StartTwins()
    {
        var python = PyTorchInstallation.FindPython();
        return [.. PyTorchSetting.All.Select(setting => new PyTorchTwin(python, setting))];
    }
}
