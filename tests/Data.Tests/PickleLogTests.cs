using System.Text;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;

namespace AwacAkka.Data.Tests;

/// <summary>Demonstrations as their authors publish them, read without running what a pickle could run.</summary>
public sealed class PickleLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-pickle").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Dapgs_paths_are_episodes_that_end_where_a_path_does(int protocol)
    {
        var log = DatasetFile.Load(NpzTests.Path($"pickle-dapg-protocol{protocol}.pickle"), observationDimension: 3, actionDimension: 2);
        var rows = log.Transitions;
        Assert.Equal([0f, 1f, 2f, 10f], rows.Rewards); // the last row of the second path has no successor
        Assert.Equal([0f, 0.25f, 0.5f, 1f, 1.25f, 1.5f], rows.Observations[..6]);
        Assert.Equal([1f, 1.25f, 1.5f], rows.NextObservations[..3]);
        Assert.Equal([0f, 0f, 1 / 16f, -1 / 16f, 2 / 16f, -2 / 16f, 10 / 16f, -10 / 16f], rows.Actions);
        Assert.Equal([false, false, true, false], rows.Terminals);
        Assert.Equal([false, false, false, true], rows.Timeouts);
        Assert.Equal((2, 1), (log.Returns.Episodes, log.DroppedRows));
    }

    [Fact]
    public void Rlkits_paths_keep_every_row_with_its_successor()
    {
        var rows = DatasetFile.Load(NpzTests.Path("pickle-rlkit.npy"), observationDimension: 3, actionDimension: 2).Transitions;
        Assert.Equal([0f, 1f, 2f, 10f, 11f], rows.Rewards);
        Assert.Equal([2f, 2.25f, 2.5f, 10f, 10.25f, 10.5f], rows.Observations[6..12]);
        Assert.Equal([3f, 3.25f, 3.5f, 11f, 11.25f, 11.5f], rows.NextObservations[6..12]);
        Assert.Equal([false, false, true, false, false], rows.Terminals);
        Assert.Equal([false, false, false, false, true], rows.Timeouts);
    }

    /// <summary>mjrl keeps gym's done, which is true at the time limit as well; rlkit's terminals may be that, too.</summary>
    [Theory]
    [InlineData("pickle-dapg-protocol2.pickle", "terminated")]
    [InlineData("pickle-rlkit.npy", "terminals")]
    public void A_path_as_long_as_the_time_limit_is_timed_out(string name, string key)
    {
        var options = new LogOptions { Task = new LoggedTask("Rig-v0", null, 3) };
        var (dataset, findings) = Read(name, options);
        Assert.DoesNotContain(true, dataset.Transitions.Terminals);
        Assert.Equal(2, dataset.Transitions.Timeouts.Count(cut => cut));
        Assert.Equal(
            $"'{key}' may be true at a time limit as well: of its ends, 1 are at the time limit of Rig-v0, 3 steps, and count as timed out, 0 as terminal",
            findings.EndsNote);

        var alone = Read(name, new());
        Assert.Single(alone.Dataset.Transitions.Terminals, terminal => terminal);
        Assert.Contains($"'{key}' is taken at its word, though it may be true at a time limit as well: its 1 ends count as terminal", alone.Findings.EndsNote);
        foreach (var other in new[] { options with { Task = options.Task with { TimeLimit = 4 } }, options with { KeepTerminalsAtLimit = true } })
        {
            (dataset, findings) = Read(name, other);
            Assert.Equal(alone.Dataset.ContentHash(), dataset.ContentHash());
            Assert.Null(findings.EndsNote);
        }

        static LoadedDataset Read(string name, LogOptions options) => DatasetFile.Read(NpzTests.Path(name), options, null, default);
    }

    [Fact]
    public void What_says_that_a_path_is_done_is_no_array_that_is_not_read()
    {
        byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
        byte[] rows = [(byte)']', (byte)'(', (byte)'K', 1, (byte)'K', 2, (byte)'e'];
        byte[] path = [(byte)'}', (byte)'(', .. Text("observations"), .. rows, .. Text("actions"), .. rows, .. Text("rewards"), .. rows, .. Text("time"), .. rows, .. Text("terminated"), 0x88, (byte)'u'];
        var survey = DatasetSurvey.Of(Write([0x80, 2, (byte)']', .. path, (byte)'a', (byte)'.']), new(), null, null, default);
        Assert.Equal(["time"], survey.Ignored);
        Assert.Equal(1, survey.Transitions!.Findings.Terminals);
    }

    [Theory]
    [InlineData("calls", "it is a pickle that wants Python's 'posix.system'")]
    [InlineData("numbers", "it is a pickle of something else than demonstrations")]
    [InlineData("lacks", "a path lacks 'actions'; it has observations, rewards")]
    [InlineData("ragged", "'observations' has 2 numbers in one row and 3 in another")]
    [InlineData("text", "it is a pickle with an array of type 'U1', which holds no numbers")]
    [InlineData("repeats", "it is a pickle that repeats its arrays more often than a recording does")]
    public void What_is_no_recording_is_refused_and_nothing_is_run(string name, string sentence)
    {
        var path = NpzTests.Path($"pickle-refused-{name}.pickle");
        Assert.Contains(sentence, Refused(path), StringComparison.Ordinal);
        Assert.False(File.Exists("executed"));
    }

    /// <summary>Python 2 kept bytes as text, and so its pickles do; theirs is the only instruction for it.</summary>
    [Fact]
    public void Bytes_that_python_2_stored_as_text_are_bytes()
    {
        string[] rows = ["observations", "actions", "rewards"];
        var pickle = new List<byte> { 0x80, 2, (byte)']', (byte)'}', (byte)'(' };
        foreach (var key in rows)
        {
            pickle.AddRange([(byte)'U', (byte)key.Length, .. Encoding.ASCII.GetBytes(key)]);
            pickle.AddRange("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K"u8.ToArray());
            pickle.AddRange([0, (byte)'t', (byte)'U', 1, (byte)'b', (byte)'t', (byte)'R']);
            pickle.AddRange([(byte)'(', (byte)'K', 1, (byte)'(', (byte)'K', 2, .. key == "rewards" ? Array.Empty<byte>() : [(byte)'K', 1], (byte)'t']);
            pickle.AddRange("cnumpy\ndtype\n(U"u8.ToArray());
            pickle.AddRange([2, (byte)'u', (byte)'1', (byte)'K', 0, (byte)'K', 1, (byte)'t', (byte)'R', (byte)'I', (byte)'0', (byte)'0', (byte)'\n']);
            pickle.AddRange([(byte)'U', 2, 7, 200, (byte)'t', (byte)'b']);
        }

        pickle.AddRange("ua."u8.ToArray());
        var rowsRead = DatasetFile.Load(Write([.. pickle])).Transitions;
        Assert.Equal((7f, 200f), (rowsRead.Rewards[0], rowsRead.NextObservations[0]));
    }

    /// <summary>The value is there only when the last instruction is.</summary>
    [Theory]
    [InlineData("pickle-dapg-protocol2.pickle")]
    [InlineData("pickle-dapg-protocol5.pickle")]
    [InlineData("pickle-rlkit.npy")]
    public void A_pickle_that_is_cut_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(NpzTests.Path(name));
        Assert.All(Enumerable.Range(1, whole.Length - 1).Where(length => length % 7 == 1), length => Refused(Write(whole[..length])));
    }

    private static string Refused(string path) => Assert.Throws<DatasetException>(() => DatasetFile.Load(path)).Message;

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "data");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
