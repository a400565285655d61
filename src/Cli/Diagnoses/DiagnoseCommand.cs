using System.CommandLine;
using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Diagnoses;

/// <summary><c>awac diagnose</c>.</summary>
internal static class DiagnoseCommand
{
    public static readonly string[] Examples = ["awac diagnose runs/medium-1", "awac diagnose runs/medium-1 --steps 20000 --seed 7"];

    private const int DefaultEpisodes = 5;
    private const string Heading = "after                  return     value   returns  correlation  advantage  entropy  distance  log density";

    public static Command Create(CliConsole console)
    {
        var run = RunOptions.Run();
        var steps = NumberOption.Positive("--steps", "Steps that each checkpoint's policy takes with its mean action; five episodes where not given.");
        var seed = NumberOption.Seed("Seed of these steps.");
        var command = new Command("diagnose", "Look at a run's checkpoints: values against returns, advantages, entropy, distance to the data.") { run, steps, seed };
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => DiagnoseAsync(console, parsed.GetRequiredValue(run), parsed.GetValue(steps), parsed.GetValue(seed), stop), cancellation));
        return command;
    }

    private static async Task<int> DiagnoseAsync(CliConsole console, string path, int? steps, ulong seed, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(path);
        var run = await RecordedRun.ReadAsync(folder, cancellation);
        Prerequisites.LoadMatrixEngine(console);
        var past = await RunPast.ReadAsync(run, cancellation);
        var (file, drawing) = (Path.Combine(folder.FullPath, "diagnostics.csv"), Path.Combine(folder.FullPath, "diagnostics.svg"));
        using var output = NewOutput.Replace(file); // before minutes of work: a place that cannot be written to
        using var picture = NewOutput.Replace(drawing);
        var diagnoses = new List<CheckpointDiagnosis>();
        var length = steps ?? DefaultEpisodes * (EnvironmentRegistry.Spec(run.Config.Environment.Id).TimeLimit ?? 1_000);
        foreach (var diagnosis in CheckpointDiagnosis.All(
            run, past, length, seed, damaged => console.Error.WriteLine($"warning: the checkpoint {damaged} is damaged, and is left out"), cancellation))
        {
            if (diagnoses.Count == 0)
            {
                console.Out.WriteLine(Heading);
            }

            console.Out.WriteLine(Row(diagnosis));
            diagnoses.Add(diagnosis);
        }

        if (diagnoses.Count == 0)
        {
            throw new RunConfigException($"the run '{folder.FullPath}' has no checkpoint to look at: train it on, or with a smaller checkpoints.every-rounds");
        }

        var lines = diagnoses.Select(DiagnosisColumns.Line).Prepend(DiagnosisColumns.Header);
        Write(output, string.Concat(lines.Select(line => line + "\n")));
        Write(picture, DiagnosisPicture.Draw($"{Path.GetFileName(folder.FullPath)}: {run.Config.Environment.Id}", diagnoses));
        TellDip(console.Out, SwitchDip.Of(run));
        console.Out.WriteLine(file);
        console.Out.WriteLine(drawing);
        return ExitCode.Success;
    }

    private static void Write(NewOutput output, string text) => output.WriteFile(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static string Row(CheckpointDiagnosis diagnosis)
    {
        var (after, seen) = (diagnosis.After, diagnosis.Seen);
        var name = $"{after.Phase.ToString().ToLowerInvariant()} round {after.Round + 1}";
        double?[] figures =
        [
            diagnosis.Return, seen.Calibration?.Value, seen.Calibration?.Return, seen.Calibration?.Correlation, seen.Advantages?.Median,
            (seen.OnData ?? seen.OnNewest)?.Entropy, seen.OnData?.Distance, seen.OnData?.LogDensity,
        ];
        int[] widths = [10, 10, 10, 13, 11, 9, 10, 13];
        return $"{name,-19}" + string.Concat(figures.Zip(widths, (figure, width) => (figure is { } f ? Numbers.Figure(f) : "-").PadLeft(width)));
    }

    private static void TellDip(TextWriter output, SwitchDip? dip)
    {
        if (dip is null)
        {
            return;
        }

        output.WriteLine(
            dip.Lowest >= dip.Before
                ? $"no dip: {Numbers.Return(dip.Before)} after the offline phase, and no evaluation since is lower"
                : $"dip: {Numbers.Return(dip.Before)} after the offline phase, {Numbers.Return(dip.Lowest)} after {Numbers.Count(dip.LowestSteps)} steps, "
                    + (dip.BackSteps is { } back ? $"back after {Numbers.Count(back)}" : "not back since"));
    }
}
