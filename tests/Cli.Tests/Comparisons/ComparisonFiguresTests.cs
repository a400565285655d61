using System.Text.Json;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Cli.Comparisons;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>What is made of the runs' figures, on runs whose figures are known.</summary>
public sealed class ComparisonFiguresTests : ComparisonHarness
{
    private const string Three =
        """
        name = three
        seeds = "1..8"
        entries = [sac, awac, best]
        config = tiny.conf
        entry.awac.set = ["algorithm.name=awac"]
        resamples = 200
        """;

    private static readonly double[] Sac = [1, 2, 3, 4, 5, 6, 7, 100];
    private static readonly double[] Awac = [11, 12, 3, 14, 15, 16, 17, -40];

    /// <summary>By the mean awac is worse than sac, by the probability better: no figure can stand for another, nor one entry for the other.</summary>
    [Fact]
    public void Entries_have_their_means_and_are_compared_with_those_before_them()
    {
        Write("tiny.conf", TinyPendulum);
        var plan = Plan(Three);
        var figures = new Dictionary<string, double[]> { ["sac"] = Sac, ["awac"] = Awac, ["best"] = [.. Sac.Select(figure => figure + 1_000)] };
        var summary = ComparisonSummary.Of(plan, [.. plan.Members.Reverse().Select(member => Ended(member, figures[member.Label][member.Seed - 1]))]);

        var json = JsonDocument.Parse(ResultFiles.Summary(plan, summary, [])).RootElement;
        var entries = json.GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(["sac", "awac", "best"], entries.Select(entry => entry.GetProperty("label").GetString()));
        Assert.Equal([16, 6, 1_016], entries.Select(entry => Value(entry, "mean")));
        Assert.Equal([4.5, 13, 1_004.5], entries.Select(entry => Value(entry, "interquartileMean"))); // without the lowest and the highest two of eight
        Assert.Equal(Awac, entries[1].GetProperty("figures")[0].EnumerateArray().Select(figure => figure.GetDouble()));

        // Of 64 pairs of runs awac wins 44: 3 beats two of sac's, and each of 11 to 17 beats seven. One is a tie.
        var pairs = json.GetProperty("pairs").EnumerateArray().ToArray();
        Assert.Equal(
            ["awac over sac", "best over sac", "best over awac"], pairs.Select(pair => $"{pair.GetProperty("label").GetString()} over {pair.GetProperty("over").GetString()}"));
        Assert.Equal([44.5 / 64, 1, 1], pairs.Select(pair => Value(pair, "probabilityOfImprovement")));
        Assert.Equal([-10, 1_000, 1_010], pairs.Select(pair => Value(pair, "pairedDifference")));
        Assert.Equal((1, 1), Interval(pairs[1], "probabilityOfImprovement"));
        Assert.Equal((1_000, 1_000), Interval(pairs[1], "pairedDifference")); // by seed: the same in each

        var table = ComparisonTable.ForMarkdown(plan, summary, [], "curves.svg").Split('\n');
        Assert.EndsWith("|  |  |", Assert.Single(table, line => line.StartsWith("| sac | 8 | 16.0 [", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches(@"^\| awac \| 8 \| 6\.0 \[[^|]+\] \| 13\.0 \[[^|]+\] \| 0\.70 \[[^|]+\] \| -10\.0 \[[^|]+\] \|$", Assert.Single(table, line => line.StartsWith("| awac", StringComparison.Ordinal)));
        Assert.EndsWith(
            "| 1.00 [1.00, 1.00] | +1,000.0 [+1,000.0, +1,000.0] |", Assert.Single(table, line => line.StartsWith("| best | 8 | 1,016.0 [", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_entrys_assignments_go_over_those_of_the_task_that_it_is_trained_on()
    {
        Write("tiny.conf", TinyPendulum);
        var plan = Plan(
            """
            seeds = "1..2"
            entries = [sac, awac]
            config = tiny.conf
            tasks = [short]
            task.short.set = ["online.steps=300", "online.random-steps=200"]
            entry.awac.set = ["algorithm.name=awac", "online.steps=400"]
            """);
        Assert.Equal(
            ["runs/short/sac/seed1: 300, 200", "runs/short/awac/seed1: 400, 200", "runs/short/sac/seed2: 300, 200", "runs/short/awac/seed2: 400, 200"],
            plan.Members.Select(member => $"{member.Path}: {member.Config.Online.Steps}, {member.Config.Online.RandomSteps}"));
    }

    /// <summary>Of D4RL's tasks some know success, all have a score.</summary>
    [Theory]
    [InlineData(ComparisonMeasure.Success, "pen-v0")]
    [InlineData(ComparisonMeasure.Score, "HalfCheetah-v4")]
    [InlineData(ComparisonMeasure.Return, "Pendulum-v1")]
    [InlineData(ComparisonMeasure.Success, "pen-v0", "antmaze-umaze-v2")]
    [InlineData(ComparisonMeasure.Score, "pen-v0", "HalfCheetah-v4")]
    public void What_is_compared_is_success_where_all_tasks_know_it_else_the_score_else_the_return(object expected, params string[] environments)
    {
        Write("tiny.conf", TinyPendulum);
        string[] names = [.. environments.Select((_, i) => $"task{i}")];
        var tasks = environments.Zip(names, (id, name) => $"task.{name}.set = [\"environment.id={id}\"]\n");
        Assert.Equal(expected, Plan($"seeds = \"1..2\"\nentries = [sac]\nconfig = tiny.conf\ntasks = [{string.Join(", ", names)}]\n{string.Concat(tasks)}").Measure);
    }

    [Fact]
    public void Every_measure_is_its_own_figure_of_an_evaluation()
    {
        var summary = new EvaluationSummary(4, 12_135, 7, 1_000, SuccessRate: 0.75, new GoalSummary(AnyRate: 0.25, StepShare: 0.5, FirstReturn: 3, FirstLength: 9));
        Assert.Equal(12_135, Of(ComparisonMeasure.Return));
        Assert.Equal(75, Of(ComparisonMeasure.Success));
        Assert.Equal(25, Of(ComparisonMeasure.SuccessAny));
        Assert.Equal(50, Of(ComparisonMeasure.SuccessSteps));
        Assert.Equal(100, Of(ComparisonMeasure.Score)!.Value, 1e-9); // D4RL's expert

        double? Of(ComparisonMeasure measure) => ComparedFigure.Of(measure, summary, "HalfCheetah-v4");
    }

    /// <summary>A run without steps has no moment but the one that all others have before their first.</summary>
    [Fact]
    public void Curves_are_over_steps_where_any_run_takes_some_and_the_offline_phase_is_their_start()
    {
        Write("tiny.conf", TinyPendulum);
        var plan = Plan(Two);
        ComparisonOutcome[] outcomes =
        [
            Ended(plan.Members[0], -5, 100, (RunPhase.Offline, 40, -9), (RunPhase.Online, 100, -5)),
            Ended(plan.Members[1], -7, 0, (RunPhase.Offline, 20, -8), (RunPhase.Offline, 40, -7)),
        ];
        Assert.Equal([(0, -9), (100, -5)], Curve(outcomes, "sac"));
        Assert.Equal([(0, -7)], Curve(outcomes, "awac")); // the end of its phase

        ComparisonOutcome[] withoutSteps = [outcomes[0] with { Steps = 0, Own = outcomes[1].Own }, outcomes[1]];
        Assert.Equal([(20, -8), (40, -7)], Curve(withoutSteps, "awac"));

        IEnumerable<(long, double)> Curve(ComparisonOutcome[] all, string label) => EntryCurve.Of(plan, all, label).Select(point => (point.Progress, point.Mean.Value));
    }

    private static ComparisonOutcome Ended(ComparisonMember member, double figure, long steps = 200, params (RunPhase Phase, long Progress, double Return)[] own) => new(
        member,
        new Judgement(ComparedPolicy.Last, 2, member.EvaluationSeed, "digest", Evaluation(figure)),
        [.. own.Select(evaluation => new OwnEvaluation(evaluation.Phase, evaluation.Progress, Evaluation(evaluation.Return)))],
        40,
        steps);

    private static EvaluationSummary Evaluation(double figure) => new(2, figure, 0, 200);

    private static double Value(JsonElement of, string figure) => of.GetProperty(figure).GetProperty("value").GetDouble();

    private static (double Low, double High) Interval(JsonElement of, string figure) =>
        (of.GetProperty(figure).GetProperty("low").GetDouble(), of.GetProperty(figure).GetProperty("high").GetDouble());
}
