using System.Text.Json;
using System.Text.RegularExpressions;
using AwacAkka.Actors.Records;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// The rounds that a program said to have trained, in its log and its metrics, before it was killed: whatever it has said must be in
/// the journal that it leaves behind, with the same digest.
/// </summary>
internal sealed partial class AcknowledgedRounds(string run)
{
    private readonly Dictionary<(string Phase, int Round), string> said = [];

    /// <summary>How many rounds were said to be trained.</summary>
    public int Count => said.Count;

    /// <summary>Hears what the records say now, and looks them up in the journal.</summary>
    /// <returns>The rounds that are not there, or with another digest.</returns>
    public IReadOnlyList<string> FindLost()
    {
        foreach (var line in CompleteLines("run.log"))
        {
            if (LogLine().Match(line) is { Success: true } match)
            {
                said[(match.Groups["phase"].Value.ToLowerInvariant(), int.Parse(match.Groups["round"].Value))] = match.Groups["digest"].Value;
            }
        }

        var rows = CompleteLines("metrics.csv").Select(line => line.Split(',')).ToArray();
        var digest = rows.Length > 0 ? Array.IndexOf(rows[0], "digest") : -1;
        foreach (var cells in rows.Skip(1))
        {
            said[(cells[0], int.Parse(cells[1]) - 1)] = cells[digest];
        }

        var journal = said.Count > 0 ? ReadJournal() : [];
        return [.. said.Where(s => journal.GetValueOrDefault(s.Key) != s.Value).Select(s => $"{s.Key.Phase} round {s.Key.Round + 1}: {s.Value}")];
    }

    /// <summary>Lines that end: the last one may have been cut by the kill.</summary>
    private string[] CompleteLines(string name)
    {
        var path = Path.Combine(run, name);
        return File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1] : [];
    }

    /// <summary>Digests of the recorded rounds, from a copy: reading mends a database, and that is for the program to do.</summary>
    private Dictionary<(string Phase, int Round), string> ReadJournal()
    {
        var copy = Directory.CreateDirectory(run + "-copy").FullName;
        foreach (var file in Directory.GetFiles(run, "run.db*").Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var digests = new Dictionary<(string, int), string>();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "run.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT message FROM journal WHERE manifest = 'round-trained-1' ORDER BY sequence_number";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                using var trained = JsonDocument.Parse(rows.GetFieldValue<byte[]>(0));
                var phase = (Records.RunPhase)trained.RootElement.GetProperty("Phase").GetInt32();
                digests[(phase.ToString().ToLowerInvariant(), trained.RootElement.GetProperty("Round").GetInt32())] =
                    trained.RootElement.GetProperty("Digest").GetString()!;
            }
        }

        Directory.Delete(copy, recursive: true);
        return digests;
    }

    [GeneratedRegex(" (?<phase>Offline|Online) round (?<round>[0-9]+) trained: .* digest (?<digest>[0-9a-f]{64})$")]
    private static partial Regex LogLine();
}
