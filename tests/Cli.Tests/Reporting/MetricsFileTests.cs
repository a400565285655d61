using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Cli.Tests.Reporting;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"awac-metrics-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Rows_stand_under_a_fixed_header_with_empty_cells_for_what_did_not_happen()
    {
        new MetricsFile(path).Append(Row(1, null, null));
        new MetricsFile(path).Append(Row(2, -1234.5, new EvaluationSummary(3, 0.25, 1e-7, 200, 0.75)));
        Assert.Equal(
            [
                "phase,round,updates,steps,replay,rollout_episodes,rollout_return,evaluation_episodes,evaluation_return,evaluation_std,"
                    + "evaluation_success,digest,critic_loss,policy_loss",
                "online,1,1000,500,700,0,,,,,,abc,0.5,-1",
                "online,2,1000,500,700,2,-1234.5,3,0.25,1E-07,0.75,abc,0.5,-1",
            ],
            File.ReadAllLines(path));
    }

    [Fact]
    public void Where_the_environment_knows_success_each_definition_has_a_column_behind_all_others()
    {
        new MetricsFile(path, knowsGoal: true).Append(Row(1, null, null));
        new MetricsFile(path, knowsGoal: true).Append(Row(2, null, new EvaluationSummary(3, 0.25, 0.5, 200, 0.75))); // of an earlier version
        new MetricsFile(path, knowsGoal: true).Append(Row(3, null, new EvaluationSummary(3, 0.25, 0.5, 200, 0.75, new GoalSummary(1, 0.5, -30, 31.5))));
        var lines = File.ReadAllLines(path);
        Assert.EndsWith(",policy_loss,evaluation_success_any,evaluation_success_steps,evaluation_first_success_return,evaluation_first_success_length", lines[0]);
        Assert.Equal(
            ["abc,0.5,-1,,,,", "abc,0.5,-1,,,,", "abc,0.5,-1,1,0.5,-30,31.5"],
            lines.Skip(1).Select(line => line[line.IndexOf("abc", StringComparison.Ordinal)..]));
    }

    [Fact]
    public void A_file_of_another_algorithm_is_not_mixed_with_this_one()
    {
        new MetricsFile(path).Append(Row(1, null, null));
        var other = Row(2, null, null) with { Losses = [new("alpha", 1f)] };
        Assert.Contains("other columns", Assert.Throws<InvalidDataException>(() => new MetricsFile(path).Append(other)).Message);
    }

    private static MetricsRow Row(int round, double? rolloutReturn, EvaluationSummary? evaluation) => new(
        RunPhase.Online, round, 1000, 500, 700, rolloutReturn is null ? 0 : 2, rolloutReturn, evaluation, "abc",
        [new("critic_loss", 0.5f), new("policy_loss", -1f)]);
}
