using System.Security.Cryptography;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Survey;
using AwacAkka.Learning.State;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Cli.Tests;

/// <summary>
/// <c>resume</c>, <c>verify</c> and <c>replay</c>: what cannot be used ends with one sentence and exit code 2, and changes nothing.
/// </summary>
[Trait("Category", "Run")]
public sealed class RecordedRunTests : CommandLineHarness
{
    public static TheoryData<string> Commands => ["resume", "verify", "replay"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_folder_that_is_no_run_or_not_there_is_refused(string command)
    {
        Write("notes.txt", "mine");
        await RefuseUnchangedAsync("is no run folder: it has no config.conf", Arguments(command, Folder));
        await RefuseUnchangedAsync("is no run folder: it has no config.conf", Arguments(command, In("missing")));
        await RefuseUnchangedAsync("is no run folder: it has no config.conf", Arguments(command, In("notes.txt")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_of_a_newer_version_is_refused(string command)
    {
        await TrainAsync();
        Change("UPDATE journal SET manifest = 'round-trained-9' WHERE manifest = 'round-trained-1' AND sequence_number = "
            + "(SELECT MIN(sequence_number) FROM journal WHERE manifest = 'round-trained-1')");
        await RefuseUnchangedAsync("a newer version of the program wrote it, use that one", Arguments(command, In("run")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_of_another_cpu_is_refused_until_that_is_accepted(string command)
    {
        await TrainAsync();
        Forget("finished-1");
        Change("UPDATE journal SET message = CAST(replace(CAST(message AS TEXT), '\"Fingerprint\":\"', '\"Fingerprint\":\"Another ') AS BLOB) "
            + "WHERE manifest = 'run-started-1'");
        await RefuseUnchangedAsync("add --accept-other-cpu to go on all the same", Arguments(command, In("run")));
        Assert.Equal(0, (await RunAsync([.. Arguments(command, In("run")), "--accept-other-cpu"])).Code);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_configuration_that_was_changed_since_is_refused(string command)
    {
        await TrainAsync();
        var config = File.ReadAllText(In("run/config.conf"));
        File.WriteAllText(In("run/config.conf"), config.Replace("online.steps = 200", "online.steps = 300"));
        await RefuseUnchangedAsync(
            $"'{In("run/config.conf")}' is not the configuration that the run was begun with; undo the change", Arguments(command, In("run")));
        File.WriteAllText(In("run/config.conf"), config.Replace("online.steps = 200", "online.stops = 300"));
        await RefuseUnchangedAsync("did you mean 'online.steps'?", Arguments(command, In("run")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_damaged_journal_is_refused(string command)
    {
        await TrainAsync();
        File.WriteAllText(In("run/run.db"), "no journal");
        await RefuseUnchangedAsync($"the run's journal '{In("run/run.db")}' is damaged: it is no SQLite database", Arguments(command, In("run")));
        File.Delete(In("run/run.db"));
        await RefuseUnchangedAsync("its journal run.db is missing or without events; bring a copy of it back", Arguments(command, In("run")));
    }

    [Theory]
    [InlineData("--round=3", "online round 3 is not recorded; the last one is online round 2")]
    [InlineData("--round=0", "--round is '0', expected a positive whole number")]
    [InlineData("--phase=offline", "offline round 1 is not recorded")]
    [InlineData("--phase=Online", "--phase is 'Online', expected offline or online")]
    [InlineData("--out=run", "is the folder of a run, whose files are its records alone; name another with --out")]
    [InlineData("--out=run/config.conf", "cannot be written")]
    [InlineData("--out=run/config.conf/dip", "cannot be written")]
    public async Task Replaying_what_is_not_there_or_to_where_nothing_can_be_written_is_refused(string wrong, string expected)
    {
        await TrainAsync();
        string[] right = ["--round=1", "--phase=online", "--out=dip"];
        var option = wrong[..wrong.IndexOf('=')];
        await RefuseUnchangedAsync(
            expected, ["replay", In("run"), .. right.Select(r => r.StartsWith(option) ? wrong : r).Select(r => r.Replace("--out=", "--out=" + Folder + "/"))]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_that_is_open_elsewhere_is_not_resumed_a_second_time(string command)
    {
        await TrainAsync();
        using var other = RunFolder.Open(In("run")).Lock();
        if (command == "resume")
        {
            await RefuseUnchangedAsync($"the run '{In("run")}' is open in another process; stop that one first", Arguments(command, In("run")));
            return;
        }

        Assert.Equal(0, (await RunAsync(Arguments(command, In("run")))).Code); // reading goes beside it
    }

    [Fact]
    public async Task A_finished_run_shows_its_result_again_and_is_left_as_it_is()
    {
        var digest = await TrainAsync();
        var before = Hashes();
        var resumed = await RunAsync("resume", In("run"));
        Assert.Equal((0, "", digest), (resumed.Code, resumed.Error, resumed.LastLine));
        var verified = await RunAsync("verify", In("run"));
        Assert.Equal((0, "", digest), (verified.Code, verified.Error, verified.LastLine));
        Assert.Equal(before, Hashes());
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("verify")]
    public async Task A_run_of_before_denormals_were_flushed_is_computed_as_it_was_begun(string command)
    {
        // Long enough to have denormal moments.
        string[] longEnough = ["--set", "online.updates-per-step=10", "--set", "algorithm.critic-hidden=[32,32]", "--set", "learner.threads=1"];
        var flushed = await TrainAsync(longEnough);
        Directory.Delete(In("run"), recursive: true);
        var digest = await TrainAsync([.. longEnough, "--set", "learner.flush-denormals=false"]);
        Assert.NotEqual(flushed, digest);

        const string Key = "learner.flush-denormals = false";
        File.WriteAllLines(In("run/config.conf"), File.ReadLines(In("run/config.conf")).Where(line => line != Key).ToArray());
        Change(@$"UPDATE journal SET message = CAST(replace(CAST(message AS TEXT), '{Key}\n', '') AS BLOB) WHERE manifest = 'run-started-1' "
            + $"AND CAST(message AS TEXT) LIKE '%{Key}%'");
        Forget("finished-1");
        Array.ForEach(Directory.GetFiles(In("run/checkpoints")), File.Delete); // so that every round is trained again
        var outcome = await RunAsync(command, In("run"));
        Assert.Equal((0, "", digest), (outcome.Code, outcome.Error, outcome.LastLine));
    }

    [Fact]
    public async Task A_run_that_ended_before_its_first_event_begins_when_it_is_resumed()
    {
        var digest = await TrainAsync("--seed", "9");
        foreach (var file in Directory.GetFiles(In("run"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("config.conf") && !f.EndsWith("run.lock")))
        {
            File.Delete(file);
        }

        await RefuseUnchangedAsync("stopped before anything was recorded; resume it first", "verify", In("run"));
        var config = File.ReadAllText(In("run/config.conf"));
        File.WriteAllText(In("run/config.conf"), config.Replace("# seed 9", "# seed nine"));
        await RefuseAsync("no longer begins with its seed and hashes", "resume", In("run"));
        File.WriteAllText(In("run/config.conf"), config.Replace("online.steps = 200", "online.steps = 300"));
        await RefuseAsync("is not the configuration that the run was begun with", "resume", In("run"));
        File.WriteAllText(In("run/config.conf"), config);
        var resumed = await RunAsync("resume", In("run"));
        Assert.Equal((0, "", digest), (resumed.Code, resumed.Error, resumed.LastLine));
    }

    [Fact]
    public async Task A_run_that_ended_before_its_data_were_stored_needs_the_same_data_once_more()
    {
        var data = WriteDataset();
        var digest = await TrainAsync("--set", $"dataset.path={data}");
        File.Delete(In("run/run.db"));
        File.Delete(In("run/metrics.csv"));
        Directory.Delete(In("run/checkpoints"), recursive: true);
        var good = File.ReadAllBytes(data);
        WriteDataset(chunk =>
        {
            chunk.Rewards[3] = 5;
            return chunk;
        });
        await RefuseAsync($"'{data}' holds other data now; bring the file back, or train a new run", "resume", In("run"));
        File.Delete(data);
        await RefuseAsync("there is no dataset", "resume", In("run"));
        File.WriteAllBytes(data, good);
        Assert.Equal(digest, (await RunAsync("resume", In("run"))).LastLine);
    }

    [Fact]
    public async Task The_transitions_of_a_replayed_run_of_choices_are_read_as_choices()
    {
        await RunAsync(
            "train", "--config", Write("poles.conf", TinyPendulum), "--run", In("run"), "--set", "environment.id=CartPole-v1", "--set", "algorithm.name=dqn",
            "--set", "algorithm.policy-hidden=preset");
        Assert.Equal(0, (await RunAsync("replay", In("run"), "--round", "2", "--out", In("dip"))).Code);
        var told = await RunAsync("dataset", "info", In("dip/online-000002.npz"), "--environment", "CartPole-v1");
        Assert.Equal((0, string.Empty), (told.Code, told.Error));
        Assert.Contains("actions as indices of choices, from 0 to 1", told.Out, StringComparison.Ordinal);
    }

    /// <summary>Its transitions are overwritten and pruned, and its only checkpoint is the last: a sound run of which nothing can be trained again.</summary>
    [Fact]
    public async Task A_finished_run_of_one_checkpoint_and_no_history_verifies()
    {
        var digest = await TrainAsync("--set", "online.steps=800", "--set", "replay.capacity=150", "--set", "checkpoints.every-rounds=1000");
        var verified = await RunAsync("verify", In("run"));
        Assert.Equal((0, "", digest), (verified.Code, verified.Error, verified.LastLine));
        Assert.Contains("that is the last round, so none is left to be trained again", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replayed_round_comes_with_the_transitions_that_the_learner_sampled_from()
    {
        await TrainAsync("--set", $"dataset.path={WriteDataset()}", "--set", "replay.capacity=450", "--set", "replay.keep-history=true");
        var replayed = await RunAsync("replay", In("run"), "--round", "2", "--out", In("dip"));
        Assert.Equal((0, ""), (replayed.Code, replayed.Error));
        Assert.Equal($"{In("dip/online-000002.safetensors")}\n{In("dip/online-000002-policy.safetensors")}\n{In("dip/online-000002.npz")}", replayed.Out[..replayed.Out.IndexOf("\ndigest ")]);
        Assert.Equal(replayed.LastLine["digest ".Length..], TrainingState.FromSafetensors(File.ReadAllBytes(In("dip/online-000002.safetensors"))).Digest());

        Assert.Equal(File.ReadAllBytes(In("run/policy.safetensors")), File.ReadAllBytes(In("dip/online-000002-policy.safetensors")));

        // 300 of the dataset and 200 of its own are 50 more than the buffer holds: the last 50 stand in the first rows.
        var rows = DatasetFile.Load(In("dip/online-000002.npz"), 3, 1).Transitions;
        var offline = DatasetFile.Load(In("data.npz")).Transitions;
        Assert.Equal(450, rows.Count);
        Assert.Equal(offline.Rewards[50..], rows.Rewards[50..300]);
        Assert.Equal(offline.Observations[(50 * 3)..], rows.Observations[(50 * 3)..(300 * 3)]);
        Assert.All(rows.Observations[..(50 * 3)].Chunk(3), row => Assert.Equal(1, row[0] * row[0] + row[1] * row[1], 4));
        var first = await RunAsync("replay", In("run"), "--round", "1", "--out", In("dip"));
        Assert.Equal(0, first.Code);
        Assert.Equal(rows.Observations[(300 * 3)..(400 * 3)], DatasetFile.Load(In("dip/online-000001.npz")).Transitions.Observations[(300 * 3)..]);
    }

    [Fact]
    public async Task A_replay_writes_over_nothing()
    {
        await TrainAsync();
        Assert.Equal(0, (await RunAsync(Arguments("replay", In("run")))).Code);
        foreach (var name in (string[])["online-000001.safetensors", "online-000001-policy.safetensors", "online-000001.npz"])
        {
            await RefuseUnchangedAsync($"'{In("dip/" + name)}' exists already; remove it or name another with --out", Arguments("replay", In("run")));
            File.Delete(In("dip/" + name));
        }

        Assert.Equal(0, (await RunAsync(Arguments("replay", In("run")))).Code);
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_no_folder()
    {
        await TrainAsync();
        Change("UPDATE journal SET message = CAST(replace(CAST(message AS TEXT), '\"Digest\":\"', '\"Digest\":\"0') AS BLOB) WHERE manifest = 'round-trained-1' AND "
            + "sequence_number = (SELECT MIN(sequence_number) FROM journal WHERE manifest = 'round-trained-1')");
        var outcome = await RunAsync(Arguments("replay", In("run")));
        Assert.Equal(1, outcome.Code);
        Assert.False(Path.Exists(In("dip")));
    }

    private string[] Arguments(string command, string run) =>
        command == "replay" ? [command, run, "--round", "1", "--out", In("dip")] : [command, run];

    private async Task<string> TrainAsync(params string[] more)
    {
        var outcome = await RunAsync(["train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"), .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.LastLine;
    }

    private async Task RefuseUnchangedAsync(string expected, params string[] arguments)
    {
        var before = Hashes();
        await RefuseAsync(expected, arguments);
        Assert.Equal(before, Hashes());
    }

    private string[] Hashes() =>
    [
        .. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{f} {Convert.ToHexStringLower(SHA256.HashData(ReadShared(f)))}"),
    ];

    /// <summary>The bytes of a file, whoever holds it.</summary>
    private static byte[] ReadShared(string path) => Path.GetFileName(path) == "run.lock" ? [] : File.ReadAllBytes(path);

    private void Forget(string manifest) => Change($"DELETE FROM journal WHERE manifest = '{manifest}'");

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={In("run/run.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
