using System.Globalization;
using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Diagnoses;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Reproductions;

/// <summary>
/// What is measured of the runs: their own evaluations, and their checkpoints' diagnoses, each of which is made once and kept beside its run. One that is
/// damaged is made again, and one that lacks a damaged checkpoint is not kept.
/// </summary>
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
            if (!File.Exists(file) || Read(outcome.Member, File.ReadAllLines(file)) is not { } seen)
            {
                console.Out.WriteLine($"{outcome.Member.Name}: its checkpoints are looked at");
                var (lines, isWhole) = await DiagnoseAsync(RunFolder.Open(folder.Run(outcome.Member)), console, cancellation);
                seen = Read(outcome.Member, lines)!;
                if (isWhole)
                {
                    ComparisonFolder.Write(file, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
                }
            }

            measured.AddRange(seen);
        }

        return measured;
    }

    /// <summary>Makes a run's diagnosis, and says whether it has all checkpoints.</summary>
    private static async Task<(string[] Lines, bool IsWhole)> DiagnoseAsync(RunFolder folder, CliConsole console, CancellationToken cancellation)
    {
        var run = await RecordedRun.ReadAsync(folder, cancellation);
        var past = await RunPast.ReadAsync(run, cancellation);
        var isWhole = true;
        string[] lines =
        [
            DiagnosisColumns.Header,
            .. CheckpointDiagnosis.All(run, past, Steps, seed: 0, OnDamage, cancellation).Select(DiagnosisColumns.Line),
        ];
        return (lines, isWhole);

        void OnDamage(string damaged)
        {
            isWhole = false;
            console.Error.WriteLine($"warning: the checkpoint {damaged} is damaged, and is left out");
        }
    }

    /// <summary>The figures of a diagnosis; null where it is damaged, or has other columns.</summary>
    private static List<Measured>? Read(ComparisonMember member, string[] lines)
    {
        if (lines.Length == 0 || lines[0] != DiagnosisColumns.Header)
        {
            return null;
        }

        var columns = lines[0].Split(',');
        var measured = new List<Measured>();
        foreach (var values in lines.Skip(1).Select(line => line.Split(',')))
        {
            var cells = columns.Zip(values).ToDictionary(cell => cell.First, cell => cell.Second);
            if (values.Length != columns.Length
                || !Enum.TryParse<RunPhase>(cells["phase"], ignoreCase: true, out var phase)
                || !long.TryParse(cells[phase == RunPhase.Offline ? "updates" : "steps"], CultureInfo.InvariantCulture, out var progress))
            {
                return null;
            }

            foreach (var measure in Measures.Where(measure => cells[measure].Length > 0))
            {
                if (!double.TryParse(cells[measure], CultureInfo.InvariantCulture, out var value))
                {
                    return null;
                }

                measured.Add(new Measured(member.Label, member.Seed, phase, progress, measure, value));
            }
        }

        return measured;
    }
}
