using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Survey;

namespace AwacAkka.Cli.Tests;

/// <summary>What <c>train</c>, <c>dataset info</c> and <c>import</c> say of a log, and what becomes of it.</summary>
[Trait("Category", "Run")]
public sealed class LoggedDataTests : CommandLineHarness
{
    private const string Guess = "warning: that actions are in [-1, 1] is a guess";

    [Fact]
    public async Task Training_on_torques_gives_the_weights_of_training_on_unit_actions_and_records_the_units()
    {
        var unit = await MakeAsync();
        var fromUnit = await TrainAsync("unit", unit);
        var fromTorques = await TrainAsync("torques", Torques(unit));
        Assert.Equal(fromUnit.LastLine, fromTorques.LastLine);
        Assert.Contains("transitions, actions in the environment's units [-2, 2], scaled to [-1, 1]: the numbers reach from", fromTorques.Out);
        Assert.Contains("transitions, actions in [-1, 1]: so says the file\n", fromUnit.Out);
        Assert.Contains("dataset.action-units = environment\n", File.ReadAllText(In("torques/config.conf")));
        Assert.Contains("dataset.action-units = unit\n", File.ReadAllText(In("unit/config.conf")));
        Assert.Equal(0, (await RunAsync("verify", In("torques"))).Code);
        Assert.Equal(fromTorques.LastLine, (await RunAsync("resume", In("torques"))).LastLine);
    }

    [Fact]
    public async Task A_run_that_stopped_before_its_data_were_stored_reads_them_in_the_recorded_units()
    {
        var unit = await MakeAsync();
        var digest = (await TrainAsync("torques", Torques(unit))).LastLine;
        foreach (var file in Directory.GetFiles(In("torques"), "run.db*"))
        {
            File.Delete(file);
        }

        File.Delete(In("torques/metrics.csv"));
        Directory.Delete(In("torques/checkpoints"), recursive: true);
        Directory.CreateDirectory(In("torques/checkpoints"));
        var resumed = await RunAsync("resume", In("torques"));
        Assert.Equal((0, digest), (resumed.Code, resumed.LastLine));
    }

    [Fact]
    public async Task Torques_are_imported_in_the_environments_units_and_their_rewards_are_right()
    {
        var unit = await MakeAsync();
        var torques = Torques(unit);
        var import = await SucceedAsync("dataset", "import", torques, "--environment", "Pendulum-v1", "--out", In("in.npz"));
        Assert.Contains("units        actions in the environment's units [-2, 2], scaled to [-1, 1]", import);
        Assert.Equal(DatasetFile.Load(unit).ContentHash(), DatasetFile.Load(In("in.npz")).ContentHash());
        Assert.Contains("recomputed by Pendulum-v1: 0 differ", await SucceedAsync("dataset", "info", torques, "--environment", "Pendulum-v1"));

        var alone = await SucceedAsync("dataset", "info", torques);
        Assert.Contains("units        actions in units that are not known", alone);
        Assert.Contains("they are in the environment's own units, or were never clipped; --environment ID tells which", alone);
        Assert.DoesNotContain("--clip-actions", alone);
    }

    [Fact]
    public async Task An_export_says_in_which_box_its_actions_are()
    {
        var unit = await MakeAsync();
        Assert.Contains("written      actions in [-2, 2], the units of Pendulum-v1", await SucceedAsync(
            "dataset", "export", unit, "--environment", "Pendulum-v1", "--out", In("own")));
        Assert.Contains("written      actions in [-1, 1]; --environment ID writes them in its units", await SucceedAsync(
            "dataset", "export", unit, "--out", In("unit")));
        Assert.Contains("written      actions as they are, with no bounds in action_space", await SucceedAsync(
            "dataset", "export", Torques(unit), "--out", In("unknown")));
        var hash = DatasetFile.Load(unit).ContentHash();
        Assert.All(["own", "unit"], name => Assert.Equal(hash, DatasetFile.Load(In(name)).ContentHash()));
    }

    [Fact]
    public async Task Gentle_torques_are_a_guess_that_their_rewards_can_settle()
    {
        var made = await MakeAsync();
        var unmarked = Unmarked(made, 1);
        Assert.DoesNotContain("warning", await SucceedAsync("dataset", "info", unmarked, "--environment", "Pendulum-v1"));
        Gentle(made, 0.5f);
        var asTorques = Unmarked(made, 2); // all of them within [-1, 1]
        var info = await SucceedAsync("dataset", "info", asTorques, "--environment", "Pendulum-v1");
        Assert.Contains("warning: actions are read as in [-1, 1], but all rewards are those of actions in [-2, 2]: say dataset.action-units", info);
        Assert.DoesNotContain("warning", await SucceedAsync(
            "dataset", "info", asTorques, "--environment", "Pendulum-v1", "--action-units", "environment"));
        var unpaid = Unmarked(made, 1, reward: 7);
        Assert.Contains(Guess, await SucceedAsync("dataset", "info", unpaid, "--environment", "Pendulum-v1"));
        Assert.Contains(Guess, await SucceedAsync("dataset", "import", unpaid, "--environment", "Pendulum-v1", "--out", In("guess.npz")));
        Assert.Contains(Guess, (await TrainAsync("guess", unpaid)).Out);
    }

    [Fact]
    public async Task Actions_beyond_both_boxes_are_refused_and_clipped_on_request()
    {
        var wild = Unmarked(await MakeAsync(), 4);
        string[] import = ["dataset", "import", wild, "--environment", "Pendulum-v1", "--out", In("clipped.npz")];
        const string expected = "which fits neither [-2, 2], the box of Pendulum-v1, nor [-1, 1]";
        await RefuseAsync(expected, import);
        await RefuseAsync(expected, "dataset", "info", wild, "--environment", "Pendulum-v1");
        await RefuseAsync(expected, Train("wild", wild));
        await RefuseAsync("cannot be clipped while their units are not known", "dataset", "import", wild, "--out", In("x.npz"), "--clip-actions");
        Assert.Contains("numbers outside [-1, 1], clipped", await SucceedAsync([.. import, "--clip-actions"]));
        Assert.All(DatasetFile.Load(In("clipped.npz")).Transitions.Actions, a => Assert.InRange(a, -1, 1));
    }

    [Fact]
    public async Task All_commands_that_read_a_log_tell_of_ends_that_its_successors_disprove()
    {
        var late = WriteDataset(c => c with { Timeouts = [.. Enumerable.Range(0, 300).Select(row => row is 50 or 99)] });
        var dataset = DatasetFile.Load(late);
        dataset.Transitions.NextObservations.AsSpan(49 * 3, 3).Fill(9); // the end is at row 49
        dataset.Transitions.NextObservations.AsSpan(99 * 3, 3).Fill(9);
        DatasetFile.Save(late, dataset);
        string[] expected =
        [
            "warning: 1 rows are not followed by their stored successor although no end is marked, the first of them row 49",
            "warning: 1 rows are followed by their stored successor although an end is marked, the first of them row 50",
        ];
        string[] outputs =
        [
            await SucceedAsync("dataset", "info", late),
            await SucceedAsync("dataset", "import", late, "--out", In("imported.npz")),
            await SucceedAsync("dataset", "join", late, late, "--out", In("joined.npz")),
            (await TrainAsync("late", late)).Out,
        ];
        Assert.All(outputs, output => Assert.All(expected, sentence => Assert.Contains(sentence.Replace("warning: ", ""), output)));
    }

    [Fact]
    public async Task Terminal_rows_without_a_successor_are_left_out_and_counted_where_terminals_are_not_masked()
    {
        var log = WriteLog(dataset => new()
        {
            ["observations"] = dataset["observations"],
            ["actions"] = dataset["actions"],
            ["rewards"] = dataset["rewards"],
            ["terminals"] = dataset["timeouts"],
            ["timeouts"] = dataset["terminals"],
        });
        var unmasked = await TrainAsync("unmasked", log, "--set", "algorithm.mask-terminals=false");
        Assert.Contains("dataset      297 transitions (3 rows without a successor left out)", unmasked.Out);
        Assert.Contains("warning: 3 terminal rows are left out: their successors are not stored", unmasked.Out);
        var masked = await TrainAsync("masked", log);
        Assert.Contains("dataset      300 transitions, actions", masked.Out);
        Assert.DoesNotContain("terminal rows", masked.Out);
    }

    [Fact]
    public async Task A_log_without_timeouts_takes_the_environments_time_limit()
    {
        var log = WriteLog(dataset =>
        {
            dataset.Remove("timeouts");
            return dataset;
        });
        await RefuseAsync("lacks the key 'timeouts': name the environment with --environment", "dataset", "info", log);
        const string note = "warning: 'timeouts' are not stored: 1 ends are set by the time limit of Pendulum-v1, 200 steps, as D4RL does";
        Assert.Contains(note, await SucceedAsync("dataset", "info", log, "--environment", "Pendulum-v1"));
        Assert.Contains(note, (await TrainAsync("limited", log)).Out);
    }

    [Fact]
    public async Task Chosen_columns_are_trained_on_recorded_and_imported()
    {
        var wide = WriteLog(
            dataset =>
            {
                dataset["observations"] = new([300, 5], Enumerable.Range(0, 1500).Select(i => i % 5 < 3 ? MathF.Sin(i / 5 + i % 5) : 0).ToArray());
                dataset["next_observations"] = dataset["observations"];
                return dataset;
            });
        await RefuseAsync("'observations' has 5 numbers per row, expected 3", Train("wide", wide));
        await RefuseAsync("expected columns from 0 on, each once", [.. Train("wide", wide), "--set", "dataset.observation-columns=2-0"]);
        await RefuseAsync("is '0-3', 4 numbers per row, but the environment has 3", [.. Train("wide", wide), "--set", "dataset.observation-columns=0-3"]);
        await RefuseAsync("--observation-columns is 'all'", "dataset", "info", wide, "--observation-columns", "all");
        var chosen = await TrainAsync("wide", wide, "--set", "dataset.observation-columns=0-2");
        Assert.Contains(", observations from columns 0-2, actions", chosen.Out);
        Assert.Contains("dataset.observation-columns = \"0-2\"\n", File.ReadAllText(In("wide/config.conf")));
        Assert.Equal(0, (await RunAsync("verify", In("wide"))).Code);
        var import = await SucceedAsync(
            "dataset", "import", wide, "--environment", "Pendulum-v1", "--observation-columns", "0-2", "--out", In("three.npz"));
        Assert.Contains("columns      0-2 make the observation\n", import);
        Assert.Equal(chosen.LastLine, (await TrainAsync("three", In("three.npz"))).LastLine);
        Assert.Contains("columns      0-2 make the observation\n", await SucceedAsync("dataset", "info", wide, "--observation-columns", "0-2"));
    }

    /// <summary>Random actions in Pendulum.</summary>
    private async Task<string> MakeAsync()
    {
        await SucceedAsync("dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "400", "--out", In("made.npz"));
        return In("made.npz");
    }

    /// <summary>The same rows with smaller actions, and what the pendulum pays for those.</summary>
    private static void Gentle(string path, float scale)
    {
        var dataset = DatasetFile.Load(path);
        var rows = dataset.Transitions;
        for (var i = 0; i < rows.Count; i++)
        {
            var torque = 2 * rows.Actions[i];
            rows.Actions[i] *= scale;
            rows.Rewards[i] += 0.001f * (torque * torque - 4 * rows.Actions[i] * rows.Actions[i]);
        }

        DatasetFile.Save(path, dataset);
    }

    private string Torques(string unit) => Unmarked(unit, 2);

    /// <summary>The same log with other numbers for actions, and without a word on their units.</summary>
    private string Unmarked(string path, float scale, float? reward = null)
    {
        var dataset = DatasetFile.Load(path);
        var rows = dataset.Transitions;
        dataset = dataset with
        {
            UnitActions = false,
            Transitions = rows with
            {
                Actions = [.. rows.Actions.Select(a => a * scale)],
                Rewards = [.. rows.Rewards.Select(r => reward ?? r)],
            },
        };
        DatasetFile.Save(In("log.npz"), dataset);
        return In("log.npz");
    }

    /// <summary>The harness's dataset as arrays, changed.</summary>
    private string WriteLog(Func<Dictionary<string, NpyArray>, Dictionary<string, NpyArray>> change)
    {
        IReadOnlyDictionary<string, NpyArray> arrays;
        using (var stream = File.OpenRead(WriteDataset()))
        {
            arrays = Npz.Read(stream, "observations", "actions", "rewards", "next_observations", "terminals", "timeouts");
        }

        using var target = File.Create(In("arrays.npz"));
        Npz.Write(target, change(arrays.ToDictionary()));
        return In("arrays.npz");
    }

    private string[] Train(string run, string data, params string[] more) =>
    [
        "train", "--config", Write("tiny.conf", TinyPendulum), "--run", In(run), "--set", $"dataset.path={data}", "--set", "offline.updates=20",
        "--set", "online.steps=0", .. more,
    ];

    private async Task<Outcome> TrainAsync(string run, string data, params string[] more)
    {
        var outcome = await RunAsync(Train(run, data, more));
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome;
    }

    private static async Task<string> SucceedAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Out;
    }
}
