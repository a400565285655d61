using AwacAkka.Actors.Storage;
using AwacAkka.Bench.PyTorch;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Policies;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>
/// <c>end-to-end</c>: seconds of a whole run, offline updates and then online steps, against a twin in PyTorch that does the same work.
/// </summary>
internal static class EndToEndBench
{
    private const string Environment = "HalfCheetah-v4";
    private const string Policy = "policies/halfcheetah-medium.safetensors";
    private const int DatasetRows = 100_000;
    private static readonly RunSize WarmUp = new(5, 5);
    private static readonly RunSize Trial = new(400, 400);

    /// <summary>Runs both sides as often as there are blocks, in turns of seconds; returns 1 where the sides do not simulate the same, else 0.</summary>
    /// <exception cref="BenchException">PyTorch is asked for and missing.</exception>
    public static int Run(RunSize size, int blocks, bool vsPyTorch, FigureWriter figures, TextWriter notes)
    {
        var python = vsPyTorch ? PyTorchInstallation.FindPython() : null;
        MachineNotes.Write(notes);
        var dataset = Dataset();
        notes.WriteLine($"dataset: {dataset.Count} transitions of {Policy}, mean return {dataset.Returns.Mean:0}");
        using var twin = python is null ? null : BestTwin(python, dataset, notes);
        if (twin?.Difference() is { } difference)
        {
            notes.WriteLine($"error: {difference}");
            return 1;
        }

        var name = $"{size.OfflineUpdates} offline updates, {size.OnlineSteps} online steps";
        figures.Write(twin is null ? Alone(name, size, blocks, dataset, notes) : Against(twin, name, size, blocks, notes));
        return 0;
    }

    /// <summary>The process that <see cref="Against"/> starts for our side.</summary>
    public static void ServeOwnRuns() => OwnProcess.Serve(Dataset());

    private static Figure Alone(string name, RunSize size, int blocks, OfflineDataset dataset, TextWriter notes)
    {
        OwnRun.Measure(dataset, Trial); // warm
        var seconds = new double[blocks];
        for (var block = 0; block < blocks; block++)
        {
            seconds[block] = OwnRun.Measure(dataset, size);
            notes.WriteLine($"block {block + 1}: {seconds[block]:0.0} s");
        }

        return Figure.OfTimes(name, seconds);
    }

    private static Figure Against(RunTwin twin, string name, RunSize size, int blocks, TextWriter notes)
    {
        using var own = new OwnProcess();
        own.Ask("run", Trial.ToJson()); // warm, as the twin is
        var (ownTrial, twinTrial) = Turns.Measure(own, twin.Process, Trial, 1);
        var (ours, theirs) = (new double[blocks], new double[blocks]);
        for (var block = 0; block < blocks; block++)
        {
            (ours[block], theirs[block]) = Turns.Measure(own, twin.Process, size, twinTrial / ownTrial);
            notes.WriteLine($"block {block + 1}: {ours[block]:0.0} s, PyTorch {theirs[block]:0.0} s");
        }

        return Figure.OfTimes(name, ours, theirs, twin.Setting);
    }

    /// <summary>The thread setting that a short run is fastest with.</summary>
    private static RunTwin BestTwin(string python, OfflineDataset dataset, TextWriter notes)
    {
        RunTwin? best = null;
        var least = double.PositiveInfinity;
        foreach (var setting in PyTorchSetting.All)
        {
            var twin = new RunTwin(python, setting, dataset);
            twin.Measure(WarmUp);
            var seconds = twin.Measure(Trial);
            notes.WriteLine($"trial of PyTorch with {twin.Setting}: {seconds:0.0} s");
            (best, least, var other) = seconds < least ? (twin, seconds, best) : (best, least, twin);
            other?.Dispose();
        }

        notes.WriteLine(best!.Description);
        return best;
    }

    /// <summary>Episodes of a policy that explores.</summary>
    private static OfflineDataset Dataset()
    {
        using var environment = PolicyEnvironment.Make(Environment);
        var slot = new SlotRollout(environment, seed: 1).Run(SlotState.Start(0), new PolicyNetwork(PolicyFile.Read(Policy)), DatasetRows);
        return OfflineDataset.Of(slot.Chunk);
    }
}
