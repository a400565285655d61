using Microsoft.Data.Sqlite;

namespace AwacAkka.Cli.Tests;

/// <summary><c>awac resume --set</c>: what is continued, and what is refused because earlier rounds would have been others.</summary>
[Trait("Category", "Run")]
public sealed class ExtensionCommandTests : CommandLineHarness
{
    [Fact]
    public async Task Extending_a_run_comes_to_the_digest_of_a_run_that_was_so_long_from_the_start()
    {
        var whole = await TrainAsync("long", "--set", "online.steps=400");
        await TrainAsync("run");
        var extended = await RunAsync("resume", In("run"), "--set", "online.steps=400", "--set", "rollouts.workers=1");
        Assert.Equal((0, "", whole), (extended.Code, extended.Error, extended.LastLine));
        Assert.Contains("extended: online.steps = 400 instead of 200, rollouts.workers = 1 instead of 2", extended.Out);
        Assert.Equal(File.ReadAllText(In("long/metrics.csv")), File.ReadAllText(In("run/metrics.csv")));

        // The same command again, no key at all, and values that it has: all the same.
        Assert.Equal((0, "", whole), Short(await RunAsync("resume", In("run"), "--set", "online.steps=400")));
        Assert.Equal((0, "", whole), Short(await RunAsync("resume", In("run"))));
        var verified = await RunAsync("verify", In("run"));
        Assert.Equal((0, "", whole), Short(verified));
        Assert.StartsWith("the run was extended: online.steps = 400 instead of 200", verified.Out);
        Assert.Equal(0, (await RunAsync("replay", In("run"), "--round", "3", "--out", In("dip"))).Code);
    }

    [Fact]
    public async Task What_is_of_no_use_to_a_finished_run_is_noted_and_not_recorded()
    {
        var digest = await TrainAsync("run");
        var config = File.ReadAllText(In("run/config.conf"));
        var resumed = await RunAsync("resume", In("run"), "--set", "rollouts.workers=1");
        Assert.Equal((0, digest), (resumed.Code, resumed.LastLine));
        Assert.Equal("note: the run has finished and is not made longer, so rollouts.workers = 1 instead of 2 is of no use and not recorded\n", resumed.Error);
        Assert.Equal(config, File.ReadAllText(In("run/config.conf")));
    }

    [Fact]
    public async Task A_run_that_ended_before_its_first_event_begins_with_the_changed_keys()
    {
        var whole = await TrainAsync("long", "--set", "online.steps=400");
        await TrainAsync("run");
        File.Delete(In("run/run.db"));
        File.Delete(In("run/metrics.csv"));
        Directory.Delete(In("run/checkpoints"), recursive: true);
        await RefuseAsync("algorithm.gamma cannot change from 0.99 to 0.5", "resume", In("run"), "--set", "algorithm.gamma=0.5");
        Assert.Equal((0, "", whole), Short(await RunAsync("resume", In("run"), "--set", "online.steps=400")));
        Assert.Equal((0, "", whole), Short(await RunAsync("verify", In("run"))));
    }

    [Fact]
    public async Task What_would_have_made_earlier_rounds_others_is_refused_and_changes_nothing()
    {
        (string Assignment, string Expected)[] refused =
        [
            ("online.steps=150", "online.steps cannot change from 200 to 150 in a run that has begun: an extended run is longer; end a run early with Ctrl-C"),
            ("online.steps-per-round=50", "online.steps-per-round cannot change from 100 to 50 in a run that has begun: the recorded rounds are as it says"),
            ("online.random-steps=0", "the recorded rounds are as it says"),
            ("algorithm.gamma=0.5", "algorithm.gamma cannot change from 0.99 to 0.5 in a run that has begun: every update depends on it"),
            ("algorithm.critic-hidden=[16]", "algorithm.critic-hidden cannot change from [8] to [16]"),
            ("environment.id=MountainCarContinuous-v0", "environment.id cannot change from \"Pendulum-v1\" to \"MountainCarContinuous-v0\""),
            ("environment.id=CartPole-v1", "environment.id cannot change from \"Pendulum-v1\" to \"CartPole-v1\" in a run that has begun: the recorded transitions come from it"),
            ("algorithm.name=awac", "algorithm.name cannot change from \"sac\" to \"awac\" in a run that has begun: every update depends on it"),
            ("online.algorithm.name=dqn", "online.algorithm.name cannot change from none to \"dqn\" in a run that has begun: every update depends on it"),
            ("evaluation.every-rounds=7", "the recorded evaluations are as it says"),
            ("learner.device=torch-cpu", "it decides the bits of every update"),
            ("rounds.pipeline-depth=1", "it decides which policy collects a round"),
            ("replay.capacity=300", "the recorded rounds may have sampled from more"),
            ("offline.updates=20", "set dataset.path, or offline.updates to 0"),
            ("online.stops=5000", "did you mean 'online.steps'?"),
            ("online.steps=many", "online.steps (from --set) is 'many', expected"),
            ("online.steps", "is not of the form --set key=value"),
        ];
        await TrainAsync("run");
        var before = (File.ReadAllText(In("run/config.conf")), File.ReadAllBytes(In("run/run.db")).Length);
        foreach (var (assignment, expected) in refused)
        {
            await RefuseAsync(expected, "resume", In("run"), "--set", assignment);
            Assert.Equal(before, (File.ReadAllText(In("run/config.conf")), File.ReadAllBytes(In("run/run.db")).Length));
        }

        Assert.Equal(0, (await RunAsync("resume", In("run"))).Code);
    }

    [Fact]
    public async Task A_refusal_points_to_what_can_be_done_instead()
    {
        await TrainAsync("run");
        await RefuseAsync("'awac fork RUN --round K --set KEY=VALUE --run DIR'", "resume", In("run"), "--set", "algorithm.tau=0.1");
    }

    [Fact]
    public async Task A_last_round_that_was_cut_short_would_not_have_been_in_a_longer_run()
    {
        await TrainAsync("run", "--set", "online.steps=150", "--set", "online.random-steps=100");
        await RefuseAsync("online round 2 was its last and had 50 steps, where a longer run's has 100", "resume", In("run"), "--set", "online.steps=400");
    }

    [Fact]
    public async Task Offline_updates_cannot_follow_online_rounds()
    {
        await TrainAsync("run", "--set", $"dataset.path={WriteDataset()}", "--set", "offline.updates=20");
        await RefuseAsync(
            "offline.updates cannot change from 20 to 40 in a run that has begun: its online rounds have begun", "resume", In("run"), "--set", "offline.updates=40");
    }

    /// <summary>
    /// The evaluation after what was the last round counts no more: not in the metrics, and not for the best policy. Here it is better than the one
    /// on the schedule before, and that one is better than all behind.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_best_policy_is_that_of_a_run_that_never_ended_there(bool killed)
    {
        string[] more =
        [
            "--set", "online.steps-per-round=203", "--set", "online.updates-per-step=0.5", "--set", "online.random-steps=0", "--set", "evaluation.every-rounds=6",
            "--set", "algorithm.policy-hidden=[16]", "--set", "algorithm.critic-hidden=[16]", "--set", "algorithm.online-batch-size=32",
        ];
        await TrainAsync("long", [.. more, "--set", "online.steps=1624"]);
        await TrainAsync("run", [.. more, "--set", "online.steps=1421"]);
        Assert.True(File.Exists(In("run/best-policy-before-online-000006.safetensors")), "the last evaluation must be the best, or nothing is shown");
        Assert.NotEqual(File.ReadAllBytes(In("long/best-policy.safetensors")), File.ReadAllBytes(In("run/best-policy.safetensors")));
        if (killed)
        {
            Forget("'finished-1'", 1); // and with it, before it was recorded, the evaluation whose policy is already there
            Forget("'evaluated-1' AND sequence_number = (SELECT MAX(sequence_number) FROM journal WHERE persistence_id = 'run')", 1);
        }

        Assert.Equal(0, (await RunAsync("resume", In("run"), "--set", "online.steps=1624")).Code);
        foreach (var file in (string[])["best-policy.safetensors", "policy.safetensors", "metrics.csv", "curve.svg"])
        {
            Assert.Equal(File.ReadAllBytes(In($"long/{file}")), File.ReadAllBytes(In($"run/{file}")));
        }
    }

    private void Forget(string manifest, int events)
    {
        using var connection = new SqliteConnection($"Data Source={In("run/run.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM journal WHERE manifest = {manifest}";
        Assert.Equal(events, command.ExecuteNonQuery());
    }

    private static (int Code, string Error, string LastLine) Short(Outcome outcome) => (outcome.Code, outcome.Error, outcome.LastLine);

    private async Task<string> TrainAsync(string run, params string[] more)
    {
        var outcome = await RunAsync(["train", "--config", Write("tiny.conf", TinyPendulum), "--run", In(run), .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.LastLine;
    }
}
