using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using static System.FormattableString;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster watch</c>.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var names = new Argument<string[]>("NAME") { Description = "Runs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("watch", "Show how runs get on until all of them have ended; exit code 0 where all have finished.") { names };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var signals = new StopSignals(cancellation);
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), signals.Token);
            try
            {
                return await WatchAsync(console, database, parsed.GetRequiredValue(names), signals.Token);
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                return ExitCode.Success; // the runs go on
            }
        });
        return command;
    }

    private static async Task<int> WatchAsync(CliConsole console, ClusterDatabase database, string[] names, CancellationToken cancellation)
    {
        var (catalogue, table) = (new RunCatalogue(database), new ReportTable(database));
        var told = new Dictionary<string, string>(); // what was news of each run
        while (true)
        {
            var reports = await table.ReadAsync<RunReport>(ReportTable.Runs, cancellation);
            var states = new List<SeenState>();
            foreach (var name in names)
            {
                var run = await catalogue.GetAsync(name, cancellation);
                states.Add(run.Seen);
                var (news, line) = run.Seen == SeenState.Running && reports.TryGetValue(name, out var found)
                    ? Describe(found.Report, found.Age)
                    : (ListCommand.StateOf(run), $"{ListCommand.StateOf(run)} {run.Outcome}".TrimEnd());
                if (told.GetValueOrDefault(name) != news)
                {
                    console.Out.WriteLine($"{name}: {line}");
                    told[name] = news;
                }
            }

            if (states.All(state => state is SeenState.Finished or SeenState.Failed))
            {
                return states.Contains(SeenState.Failed) ? ExitCode.BadInput : ExitCode.Success;
            }

            await Task.Delay(Pace, cancellation);
        }
    }

    /// <summary>How a run gets on, and what of that is news: the round, or each further minute without a word.</summary>
    private static (string News, string Line) Describe(RunReport report, double age) => age <= StatusText.Silent
        ? (Invariant($"{report.Phase} {report.Round}"), StatusText.Describe(report))
        : (Invariant($"silent {Math.Ceiling(age / 60)}"), Invariant($"no learner has told of it for {age:0} s; it goes on when one is up that can reach the database"));
}
