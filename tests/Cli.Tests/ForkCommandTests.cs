namespace AwacAkka.Cli.Tests;

/// <summary><c>awac fork</c>: a new run from a round of another, what does not fit that state, and where it may be put.</summary>
[Trait("Category", "Run")]
public sealed class ForkCommandTests : CommandLineHarness
{
    [Fact]
    public async Task A_fork_stands_alone_and_is_resumed_and_verified_as_any_other()
    {
        var digest = await TrainAsync("--set", "online.steps=300");
        var same = await RunAsync("fork", In("run"), "--round", "1", "--run", In("same"));
        Assert.Equal((0, "", digest), (same.Code, same.Error, same.LastLine));
        var other = await RunAsync("fork", In("run"), "--round", "1", "--set", "algorithm.gamma=0.5", "--set", "online.steps=400", "--seed", "7", "--run", In("other"));
        Assert.Equal((0, ""), (other.Code, other.Error));
        Assert.NotEqual(digest, other.LastLine);
        Assert.Contains("after online round 1, digest ", other.Out);
        Assert.Contains("algorithm.gamma = 0.5 instead of 0.99; online.steps = 400 instead of 300", other.Out);

        Directory.Delete(In("run"), recursive: true);
        Assert.Equal(["online,2", "online,3", "online,4"], File.ReadLines(In("other/metrics.csv")).Skip(1).Select(line => line[..8]));
        var verified = await RunAsync("verify", In("other"));
        Assert.Equal((0, "", other.LastLine), (verified.Code, verified.Error, verified.LastLine));
        Assert.StartsWith("forked from 'run' (configuration ", verified.Out);
        Assert.Contains("1/3  online round 2", verified.Out);
        Assert.Equal((0, other.LastLine), Short(await RunAsync("resume", In("other"))));
        Assert.Equal(0, (await RunAsync("replay", In("other"), "--round", "3", "--out", In("dip"))).Code);
        Assert.Equal(0, (await RunAsync("evaluate", In("other"), "--episodes", "1")).Code);
        Assert.Contains("# seed 7\n", File.ReadAllText(In("other/config.conf")));

        // A fork of a fork, and an extension of one.
        var longer = await RunAsync("resume", In("same"), "--set", "online.steps=500");
        var again = await RunAsync("fork", In("same"), "--round", "2", "--run", In("again"));
        Assert.Equal((0, longer.LastLine), Short(again));
    }

    [Fact]
    public async Task What_does_not_fit_the_state_or_is_not_there_is_refused_before_anything_is_written()
    {
        (string[] Options, string Expected)[] refused =
        [
            (["--round=1", "--set=algorithm.policy-hidden=[16]"], "algorithm.policy-hidden cannot change from [8] to [16] in a fork: the learner's state is one of that value; train a new run with it"),
            (["--round=1", "--set=environment.id=MountainCarContinuous-v0"], "environment.id cannot change"),
            (["--round=1", "--set=algorithm.name=awac"], "algorithm.name cannot change from \"sac\" to \"awac\" in a fork: the learner's state is one of that value"),
            (["--round=1", "--set=environment.id=CartPole-v1"], "environment.id cannot change from \"Pendulum-v1\" to \"CartPole-v1\" in a fork: the replay buffer and the streams come from it"),
            (["--round=1", "--set=offline.updates-per-round=7"], "in a fork: the offline phase lies behind it"),
            (["--round=2"], "nothing is left to do behind online round 2: online.steps is 200, of which 200 were made by then; set it higher"),
            (["--round=3", "--set=online.steps=900"], "has not come to the end of online round 3: the last round is online round 2"),
            (["--round=-1"], "--round is '-1', expected a whole number, 0 or more"),
            (["--round=1", "--seed=x"], "--seed is 'x', expected a whole number, 0 or more"),
            (["--round=1", "--set=online.stops=1"], "did you mean 'online.steps'?"),
        ];
        await TrainAsync();
        foreach (var (options, expected) in refused)
        {
            await RefuseAsync(expected, ["fork", In("run"), "--run", In("fork"), .. options]);
        }

        await RefuseAsync("exists and is not empty", "fork", In("run"), "--round", "1", "--run", In("run"));
        await RefuseAsync("is no run folder", "fork", In("missing"), "--round", "1", "--run", In("fork"));
        await RefuseAsync("Option '--run' is required", "fork", In("run"), "--round", "1");
    }

    private static (int Code, string LastLine) Short(Outcome outcome) => (outcome.Code, outcome.LastLine);

    private async Task<string> TrainAsync(params string[] more)
    {
        var outcome = await RunAsync(["train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"), .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.LastLine;
    }
}
