using System.Xml.Linq;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Cli.Tests;

[Trait("Category", "Run")]
public sealed class DatasetCommandTests : CommandLineHarness
{
    [Fact]
    public async Task A_dataset_goes_out_to_minari_and_comes_back_with_the_same_hash()
    {
        var data = await MakeAsync("data.npz");
        await SucceedAsync("dataset", "export", data, "--format", "minari", "--out", In("minari"));
        var back = await SucceedAsync("dataset", "import", In("minari"), "--out", In("back.npz"));
        Assert.Contains("source       Minari dataset 'minari-v0'\n", back);
        Assert.Contains("transitions  450\n", back);
        Assert.Equal(DatasetFile.Load(data).ContentHash(), DatasetFile.Load(In("back.npz")).ContentHash());
        Assert.Contains($"sha256       {DatasetFile.Load(data).ContentHash()}", back);
    }

    [Fact]
    public async Task Joined_datasets_follow_each_other_and_no_episode_crosses_the_seam()
    {
        var data = await MakeAsync("data.npz"); // two episodes of 200 steps and 50 steps of a third
        var output = await SucceedAsync("dataset", "join", data, data, "--out", In("both.npz"));
        Assert.Contains("transitions  900 = 450 + 450\n", output);
        var (one, both) = (DatasetFile.Load(data), DatasetFile.Load(In("both.npz")));
        Assert.Equal([200, 200, 50, 200, 200, 50], both.Episodes.Select(e => e.Length));
        Assert.Equal([.. one.Transitions.Rewards, .. one.Transitions.Rewards], both.Transitions.Rewards);
        Assert.Contains($"sha256       {both.ContentHash()}", output);

        await SucceedAsync("dataset", "make", "--environment", "MountainCarContinuous-v0", "--policy", "random", "--steps", "5", "--out", In("car.npz"));
        await RefuseAsync("do not fit together: 3 numbers per observation", "dataset", "join", data, In("car.npz"), "--out", In("x.npz"));
        Assert.False(File.Exists(In("x.npz")));
    }

    [Fact]
    public async Task A_minari_folder_can_be_trained_on_where_a_file_can_and_gives_the_same_weights()
    {
        var data = await MakeAsync("data.npz");
        await SucceedAsync("dataset", "export", data, "--out", In("minari"));
        var config = Write("tiny.conf", TinyPendulum);
        async Task<string> Train(string name, string path) => (await SucceedAsync(
            "train", "--config", config, "--run", In(name), "--set", $"dataset.path={path}", "--set", "offline.updates=20",
            "--set", "online.steps=0")).TrimEnd().Split('\n')[^1];
        var weights = await Train("file", data);
        Assert.Equal(weights, await Train("folder", In("minari")));
        Assert.Equal(weights, await Train("beside-the-configuration", "minari"));
    }

    [Fact]
    public async Task Info_shows_types_shapes_ranges_ends_returns_and_a_histogram()
    {
        var info = await SucceedAsync("dataset", "info", await MakeAsync("data.npz"), "--histogram", In("returns.svg"));
        Assert.Matches(@"array +observations float32 \[450, 3\], from -[0-9.]+ to [0-9.]+\n", info);
        Assert.Matches(@"array +terminals bool \[450\], from 0 to 0\n", info);
        Assert.Matches("episodes +2 finished, 1 unfinished at the end\n", info);
        Assert.Matches("returns +-?[0-9,]+ to +-?[0-9,]+ +#+ +1\n", info);
        Assert.DoesNotContain("warning", info);
        var picture = XDocument.Load(In("returns.svg"));
        Assert.Contains(picture.Descendants(), e => e.Value == "Returns of data.npz");
        var bars = info.Split('\n').Count(line => line.StartsWith("returns ", StringComparison.Ordinal));
        Assert.Equal(bars + 1, picture.Descendants().Count(e => e.Name.LocalName == "rect")); // the ground is one as well
    }

    [Fact]
    public async Task Info_recomputes_rewards_where_the_environment_can_and_names_the_first_that_differs()
    {
        var data = await MakeAsync("data.npz");
        Assert.Matches("rewards +recomputed by Pendulum-v1: 0 differ", await InfoAsync(data));
        var dataset = DatasetFile.Load(data);
        dataset.Transitions.Rewards[7] += 1;
        DatasetFile.Save(data, dataset);
        Assert.Contains("warning: 1 rewards differ from those of Pendulum-v1: transition 7 has", await InfoAsync(data));
    }

    [Fact]
    public async Task A_reward_whose_action_may_or_may_not_have_been_clipped_is_not_held_against_the_data()
    {
        const string id = "MountainCarContinuous-v0"; // which pays for the action as it came
        await SucceedAsync("dataset", "make", "--environment", id, "--policy", "random", "--steps", "50", "--out", In("car.npz"));
        var dataset = DatasetFile.Load(In("car.npz"));
        dataset.Transitions.Actions[5] = 2;
        DatasetFile.Save(In("car.npz"), dataset);
        Assert.Contains($"recomputed by {id}: 0 differ", await SucceedAsync("dataset", "info", In("car.npz"), "--environment", id));
        dataset.Transitions.Rewards[6] = 1;
        DatasetFile.Save(In("car.npz"), dataset);
        Assert.Contains($"recomputed by {id}: 1 differ", await SucceedAsync("dataset", "info", In("car.npz"), "--environment", id));
    }

    [Fact]
    public async Task Info_says_so_where_rewards_cannot_be_recomputed()
    {
        var id = $"Unrecomputable-{Guid.NewGuid():N}-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "hides where its reward comes from", () => new HiddenReward(), TimeLimit: 200));
        var info = await SucceedAsync("dataset", "info", await MakeAsync("data.npz"), "--environment", id);
        Assert.Contains($"not checked: those of {id} do not follow from observations alone", info);
    }

    [Fact]
    public async Task Info_warns_of_rows_that_are_terminal_and_timed_out_at_once()
    {
        var data = WriteDataset(c =>
        {
            c.Terminals[99] = true;
            return c;
        });
        Assert.Contains("warning: 1 rows are terminal and timed out at once", await SucceedAsync("dataset", "info", data));
    }

    [Fact]
    public async Task Info_warns_of_actions_outside_the_box_and_of_data_without_ends()
    {
        var data = WriteDataset(c =>
        {
            c.Actions[3] = -1.5f;
            return c with { Timeouts = new bool[c.Count] };
        });
        var info = await SucceedAsync("dataset", "info", data);
        Assert.Contains("warning: 1 action numbers lie outside [-1, 1]", info);
        Assert.Contains("warning: no row is terminal or timed out", info);
    }

    [Fact]
    public async Task Info_counts_what_is_not_a_number_before_it_refuses()
    {
        var data = WriteDataset(c =>
        {
            c.Rewards[7] = c.Rewards[9] = float.NaN;
            return c;
        });
        var outcome = await RunAsync("dataset", "info", data);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("rewards float32 [300], from -1 to -1, 2 NaN, 0 infinite", outcome.Out);
        Assert.Contains("'rewards' holds NaN in row 7", outcome.Error);
    }

    [Fact]
    public async Task Import_counts_actions_outside_the_box_and_clips_them_on_request()
    {
        var data = WriteDataset(c =>
        {
            c.Actions[3] = -1.5f;
            return c;
        });
        Assert.Contains(
            "actions      1 numbers outside [-1, 1], kept", await SucceedAsync("dataset", "import", data, "--out", In("kept.npz")));
        Assert.Contains(
            "actions      1 numbers outside [-1, 1], clipped",
            await SucceedAsync("dataset", "import", data, "--out", In("clipped.npz"), "--clip-actions"));
        Assert.Equal(-1.5f, DatasetFile.Load(In("kept.npz")).Transitions.Actions[3]);
        Assert.Equal(-1f, DatasetFile.Load(In("clipped.npz")).Transitions.Actions[3]);
    }

    [Fact]
    public async Task Cloning_joins_the_demonstrations_with_whole_episodes_of_their_clone()
    {
        var data = await MakeAsync("data.npz"); // two episodes of 200 steps and half of one
        var output = await CloneAsync("set.npz", data, "--policy-out", In("clone.safetensors"));
        Assert.Contains("cloned       3 episodes", output);
        Assert.Matches("episodes +6 finished, 0 unfinished", output);
        Assert.Contains("recomputed by Pendulum-v1: 0 differ", output);
        var (demonstrations, set) = (DatasetFile.Load(data).Transitions, DatasetFile.Load(In("set.npz")).Transitions);
        Assert.Equal(demonstrations.Count + 3 * 200, set.Count);
        Assert.Equal(demonstrations.Actions, set.Actions[..demonstrations.Count]);
        Assert.Equal([199, 399, 449, 649, 849, 1049], Enumerable.Range(0, set.Count).Where(row => set.Timeouts[row]));
        Assert.True(File.Exists(In("clone.safetensors")));
    }

    [Fact]
    public async Task Cloning_depends_on_its_seed_alone()
    {
        var data = await MakeAsync("data.npz");
        await CloneAsync("first.npz", data);
        await CloneAsync("again.npz", data);
        await CloneAsync("other.npz", data, "--seed", "2");
        Assert.Equal(File.ReadAllBytes(In("first.npz")), File.ReadAllBytes(In("again.npz")));
        Assert.NotEqual(File.ReadAllBytes(In("first.npz")), File.ReadAllBytes(In("other.npz")));
    }

    [Fact]
    public async Task Cloning_what_does_not_fit_is_refused_and_writes_nothing()
    {
        var data = WriteDataset();
        string[] Order(string demonstrations, string id) =>
            ["dataset", "clone", "--demonstrations", demonstrations, "--environment", id, "--out", In("new.npz")];
        await RefuseAsync("There is no environment 'Pendulun-v1'", Order(data, "Pendulun-v1"));
        await RefuseAsync("are not continuous, which cloning needs", Order(data, "CartPole-v1"));
        await RefuseAsync("'observations' has 3 numbers per row, expected 2", Order(data, "MountainCarContinuous-v0"));
        await RefuseAsync("there is no dataset", Order(In("missing.npz"), "Pendulum-v1"));
        await RefuseAsync($"'{data}' exists already; remove it or name another with --policy-out", [.. Order(data, "Pendulum-v1"), "--policy-out", data]);
        await RefuseAsync(
            "--trajectories is 999999999, each of up to 200 steps, but a dataset of Pendulum-v1 can hold 715827863 transitions at most",
            [.. Order(data, "Pendulum-v1"), "--trajectories", "999999999"]);
        var id = $"Endless-{Guid.NewGuid():N}-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "never ends", () => new Pendulum()));
        await RefuseAsync($"{id} has no time limit", Order(data, id));
    }

    [Fact]
    public async Task Folders_that_are_missing_are_made()
    {
        var data = WriteDataset();
        await SucceedAsync("dataset", "import", data, "--out", In("runs/data/new.npz"));
        await SucceedAsync("dataset", "info", data, "--histogram", In("pictures/returns.svg"));
        Assert.True(File.Exists(In("runs/data/new.npz")) && File.Exists(In("pictures/returns.svg")));
    }

    [Fact]
    public async Task Conversions_that_cannot_be_done_are_refused_and_write_nothing()
    {
        var data = WriteDataset();
        await RefuseAsync("there is no dataset", "dataset", "import", In("missing.hdf5"), "--out", In("new.npz"));
        await RefuseAsync("exists already", "dataset", "import", data, "--out", data);
        await RefuseAsync("there is no dataset", "dataset", "import", In("missing.hdf5"), "--out", In("nowhere/at/all/new.npz"));
        Assert.False(Path.Exists(In("nowhere")));
        await RefuseAsync("lacks the key 'rewards_binary'", "dataset", "import", data, "--rewards", "rewards_binary", "--out", In("n.npz"));
        await RefuseAsync("exists already", "dataset", "export", data, "--out", Folder);
        await RefuseAsync("--format is 'rlds', expected minari", "dataset", "export", data, "--format", "rlds", "--out", In("new"));
        await RefuseAsync("is no id of Minari's", "dataset", "export", data, "--out", In("new"), "--id", "a b");
        var hdf5 = In("cut.hdf5");
        File.WriteAllBytes(hdf5, [0x89, .. "HDF\r\n"u8, 0x1A, .. "\ncut"u8]);
        await RefuseAsync("cut short or damaged", "dataset", "import", hdf5, "--out", In("new.npz"));
        await RefuseAsync("cut short or damaged", "dataset", "info", hdf5);
    }

    private async Task<string> MakeAsync(string name)
    {
        await SucceedAsync(
            "dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "450", "--out", In(name));
        return In(name);
    }

    private Task<string> CloneAsync(string name, string data, params string[] more) => SucceedAsync(
    [
        "dataset", "clone", "--demonstrations", data, "--environment", "Pendulum-v1", "--trajectories", "3", "--updates", "30", "--out",
        In(name), .. more,
    ]);

    private static Task<string> InfoAsync(string data) => SucceedAsync("dataset", "info", data, "--environment", "Pendulum-v1");

    private static async Task<string> SucceedAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Out;
    }

    /// <summary>A pendulum whose reward nobody can recompute.</summary>
    private sealed class HiddenReward() : EnvironmentWrapper(new Pendulum());
}
