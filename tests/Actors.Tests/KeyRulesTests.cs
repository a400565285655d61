using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Tests.Shared.Approval;

namespace AwacAkka.Actors.Tests;

/// <summary>What may become of each key in a run that has begun: with a rule that is too free, a resumed run would be another than the one that was begun.</summary>
public sealed partial class KeyRulesTests
{
    /// <summary>Another value of every fixed key that is not an algorithm's.</summary>
    private static readonly string[] Others =
    [
        "environment.id=MountainCarContinuous-v0", "dataset.path=/data/other.npz", "dataset.action-units=environment",
        "dataset.observation-columns=0-1", "algorithm.preset=awac-rlkit-hand", "offline.updates-per-round=50",
        "offline.evaluate-every=300", "online.steps-per-round=100", "online.updates-per-step=0.5", "online.random-steps=406", "online.warm-up-steps=203",
        "online.algorithm.name=awac", "rollouts.slots=2", "rounds.pipeline-depth=1", "evaluation.episodes=3", "evaluation.every-rounds=1",
        "evaluation.policy-average=0.5", "learner.device=torch-cpu", "learner.precision=bfloat16", "learner.flush-denormals=false",
    ];

    /// <summary>
    /// Those of which one value cannot change by itself: there is no other assembly here, another algorithm has other keys than are recorded, and a preset
    /// of the online phase needs its algorithm.
    /// </summary>
    private static readonly string[] NotAlone = ["environment.assembly", "algorithm.name", "online.algorithm.preset"];

    private static RunConfig Begun { get; } = TestRun.Config("Pendulum-v1", workers: 2, pipelineDepth: 0) with { Dataset = new DatasetSection("/data/a.npz") };

    [Fact]
    public void Every_key_says_what_may_become_of_it_in_a_run_that_has_begun_and_why()
    {
        foreach (var path in RunConfigKeys.Paths)
        {
            var rule = KeyRules.Find(path);
            Assert.True(rule is not null, $"{path} has no rule in {nameof(KeyRules)}");
            Assert.True(rule.Freedom == KeyFreedom.Free || rule.Reason.Length > 0, $"{path} has no reason");
        }

        Assert.Null(KeyRules.Find("online.stops"));
    }

    /// <summary>A line per key: whether it is free, may grow or is fixed in a run that has begun, and whether a fork can have another value.</summary>
    [Fact]
    public void The_rule_of_every_key_is_the_approved_one()
    {
        var lines = RunConfigKeys.Paths.Order(StringComparer.Ordinal).Select(path =>
            $"{path}: {KeyRules.Find(path)!.Freedom.ToString().ToLowerInvariant()}, {(KeyRules.Find(path)!.InState is null ? "free" : "fixed")} in a fork\n");
        Approved.Hold(Path.Combine(ThisFolder(), "Approved"), new Dictionary<string, string> { ["key-rules"] = string.Concat(lines) });
    }

    [Fact]
    public void The_keys_that_may_change_or_grow_are_those_that_the_guarantees_name()
    {
        var page = File.ReadAllText(Path.Combine(ThisFolder(), "../../docs/guarantees.md"));
        Assert.Equal(Named("These keys may change, since results do not depend on them:\n"), Having(KeyFreedom.Free));
        Assert.Equal(Named("These may grow: "), Having(KeyFreedom.Upward));

        string[] Having(KeyFreedom freedom) => [.. RunConfigKeys.Paths.Where(path => KeyRules.Find(path)!.Freedom == freedom).Order(StringComparer.Ordinal)];

        // A name such as `faults.*` stands for all that begin so.
        string[] Named(string beginning)
        {
            var line = page[(page.IndexOf(beginning, StringComparison.Ordinal) + beginning.Length)..].Split('\n')[0];
            return
            [
                .. Quoted().Matches(line).Select(name => name.Groups[1].Value)
                    .SelectMany(name => RunConfigKeys.Paths.Where(path => name.EndsWith('*') ? path.StartsWith(name[..^1], StringComparison.Ordinal) : path == name))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    [Fact]
    public void Another_value_of_a_fixed_key_is_refused_in_a_run_that_has_begun()
    {
        var extension = new RunExtension(Begun, RunHistory.Empty);
        Assert.Equal(
            RunConfigKeys.Paths.Where(path => KeyRules.Find(path)!.Freedom == KeyFreedom.Fixed && !IsOfAlgorithm(path)).Except(NotAlone),
            Others.Select(assignment => assignment.Split('=')[0]));
        Assert.All(Others, assignment =>
        {
            // With another preset, or another algorithm online, several keys have other values, one of which is told.
            var path = assignment.Split('=')[0];
            var told = path.Contains("algorithm.", StringComparison.Ordinal) ? path[..(path.LastIndexOf('.') + 1)] : $"{path} cannot change from ";
            var refusal = Assert.Throws<RunConfigException>(() => extension.Apply([assignment])).Message;
            Assert.StartsWith(told, refusal, StringComparison.Ordinal);
            Assert.Contains(" in a run that has begun: ", refusal, StringComparison.Ordinal);
        });
    }

    /// <summary>In either phase.</summary>
    [Fact]
    public void Another_value_of_an_algorithm_is_refused_in_a_run_that_has_begun()
    {
        foreach (var key in AlgorithmKeys.Properties)
        {
            var config = AlgorithmRegistry.All.First(algorithm => AlgorithmKeys.IsKeyOf(key, algorithm.ConfigType)).Presets[0].Config;
            var other = config with { };
            key.SetValue(other, Other(key, key.GetValue(config)));
            var (offline, online) = (Begun with { Algorithm = config }, Begun with { OnlineAlgorithm = new(config, "default") });
            AssertRefused(offline, offline with { Algorithm = other }, AlgorithmKeys.PathOf(key));
            AssertRefused(online, online with { OnlineAlgorithm = new(other, "default") }, "online." + AlgorithmKeys.PathOf(key));
        }

        static void AssertRefused(RunConfig begun, RunConfig wanted, string path) => Assert.StartsWith(
            $"{path} cannot change from ", Assert.Throws<RunConfigException>(() => new RunExtension(begun, RunHistory.Empty).Check(wanted)).Message, StringComparison.Ordinal);
    }

    private static object? Other(PropertyInfo key, object? value) => value switch
    {
        null => 0.5f,
        float number => number + 0.5f,
        int number => number + 1,
        bool flag => !flag,
        IReadOnlyList<int> widths => (int[])[.. widths, 3],
        _ => Enum.GetValues(key.PropertyType).Cast<object>().First(choice => !choice.Equals(value)),
    };

    private static bool IsOfAlgorithm(string path) => AlgorithmKeys.All.Concat(AlgorithmKeys.Online).Any(key => key.Path == path);

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
