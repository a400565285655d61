using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;

namespace AwacAkka.Data.Tests;

/// <summary>Small logs as files, of two episodes of three rows: one ends in a terminal, one is timed out.</summary>
public abstract class WrittenLogs : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-logs").FullName;

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Six rows whose successor is the next row's observation within an episode; actions as given, else zeros.</summary>
    protected static Dictionary<string, NpyArray> Six(params float[] actions) => new()
    {
        ["observations"] = new([6, 1], new float[] { 0, 1, 2, 10, 11, 12 }),
        ["actions"] = new([6, 1], actions.Length == 0 ? new float[6] : actions),
        ["rewards"] = new([6], new float[] { 1, 2, 3, 4, 5, 6 }),
        ["next_observations"] = new([6, 1], new float[] { 1, 2, 3, 11, 12, 13 }),
        ["terminals"] = Flags(2),
        ["timeouts"] = Flags(5),
    };

    /// <summary>Six flags of which the named rows are set.</summary>
    protected static NpyArray Flags(params int[] rows) => new([6], Enumerable.Range(0, 6).Select(rows.Contains).ToArray());

    protected string In(string name) => Path.Combine(folder, name);

    protected string Write(IReadOnlyDictionary<string, NpyArray> arrays, string name = "log.npz")
    {
        using var stream = File.Create(In(name));
        Npz.Write(stream, arrays);
        return In(name);
    }

    protected static LoadedDataset Read(string path, LogOptions? options = null) => DatasetFile.Read(path, options ?? new(), null, default);

    protected static string Refuse(string path, LogOptions? options = null)
    {
        var message = Assert.Throws<DatasetException>(() => DatasetFile.Load(path, options ?? new())).Message;
        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
