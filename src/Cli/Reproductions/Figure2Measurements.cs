using System.Globalization;
using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Diagnoses;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Reproductions;

/// <summary>What is measured of the runs: their own evaluations, and their checkpoints' diagnoses, each of which is made once and kept beside its run.</summary>
internal static class Figure2Measurements
{
    private const int Steps = 2_000;

    private static readonly string[] Measures =
        [Figure2Panels.ValueBias, Figure2Panels.Distance, Figure2Panels.ModelOnData, Figure2Panels.ModelOnNewest];

    /// <summary>Measures all runs.</summary>
    /// <param name="console">Hears how it gets on.</param>
    /// <param name="folder">The comparison.</param>
    /// <param name="finished">Its runs.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<Measured>> OfAsync(
        CliConsole console, ComparisonFolder folder, FinishedComparison finished, CancellationToken cancellation)
    {
        Prerequisites.LoadMatrixEngine(console);
        var measured = new List<Measured>();
        foreach (var outcome in finished.Outcomes)
        {
            measured.AddRange(outcome.Own.Select(own => new Measured(
                outcome.Member.Label, outcome.Member.Seed, own.Phase, own.Progress, Figure2Panels.Return, own.Summary.MeanReturn)));
            var file = folder.Run(outcome.Member) + $"-diagnosis-{outcome.Judgement.Digest[..12]}.csv"; // of this run alone, whatever was there before
            if (!File.Exists(file))
            {
                console.Out.WriteLine($"{outcome.Member.Name}: its checkpoints are looked at");
                ComparisonFolder.Write(file, Encoding.UTF8.GetBytes(await DiagnoseAsync(RunFolder.Open(folder.Run(outcome.Member)), console, cancellation)));
            }

            measured.AddRange(Read(outcome.Member, file));
        }

        return measured;
    }

    private static async Task<string> DiagnoseAsync(RunFolder folder, CliConsole console, CancellationToken cancellation)
    {
        var run = await RecordedRun.ReadAsync(folder, cancellation);
        var past = await RunPast.ReadAsync(run, cancellation);
        var diagnoses = CheckpointDiagnosis.All(
            run, past, Steps, seed: 0, damaged => console.Error.WriteLine($"warning: the checkpoint {damaged} is damaged, and is left out"), cancellation);
        return string.Concat(diagnoses.Select(DiagnosisColumns.Line).Prepend(DiagnosisColumns.Header).Select(line => line + "\n"));
    }

    private static IEnumerable<Measured> Read(ComparisonMember member, string file)
    {
        var lines = File.ReadAllLines(file);
        var columns = lines[0].Split(',');
        return
            from line in lines.Skip(1)
            let cells = columns.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second)
            let phase = Enum.Parse<RunPhase>(cells["phase"], ignoreCase: true)
            let progress = long.Parse(cells[phase == RunPhase.Offline ? "updates" : "steps"], CultureInfo.InvariantCulture)
            from measure in Measures
            where cells[measure].Length > 0
            select new Measured(member.Label, member.Seed, phase, progress, measure, double.Parse(cells[measure], CultureInfo.InvariantCulture));
    }
}
