using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Environments.Tests;

public class RegistryTests
{
    [Theory]
    [InlineData("HalfCheetah-v2", "HalfCheetah-v4")]
    [InlineData("halfcheetah", "HalfCheetah-v4")]
    [InlineData("HalfChetah-v4", "HalfCheetah-v4")]
    [InlineData("pendulum-v0", "Pendulum-v1")]
    [InlineData("InvertedPendulum-v6", "InvertedPendulum-v4")]
    [InlineData("HalfChetah-v5", "HalfCheetah-v5")]
    public void A_misspelt_id_is_answered_with_the_right_one(string wrong, string right)
    {
        var exception = Assert.Throws<UnknownEnvironmentException>(() => EnvironmentRegistry.Make(wrong));
        Assert.Equal($"There is no environment '{wrong}': did you mean {right}?", exception.Message);
    }

    [Theory]
    [InlineData("Humanoid-v4")]
    [InlineData("")]
    [InlineData("x")]
    public void A_foreign_id_is_answered_with_the_known_ones(string wrong)
    {
        var exception = Assert.Throws<UnknownEnvironmentException>(() => EnvironmentRegistry.Spec(wrong));
        Assert.Null(exception.Suggestion);
        Assert.Contains(string.Join(", ", EnvironmentRegistry.Ids), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_are_on_the_published_scale()
    {
        var reference = EnvironmentRegistry.Spec("HalfCheetah-v4").Reference!;
        Assert.Equal(0, reference.NormalisedScore(-280.178953), 1e-9);
        Assert.Equal(100, reference.NormalisedScore(12135), 1e-9);
        Assert.Equal(42.6, reference.NormalisedScore(5010), 0.1);
        Assert.Null(EnvironmentRegistry.Spec("Pendulum-v1").Reference);
    }

    [Theory]
    [InlineData("AdroitHandDoor-v1", -56.512833, 2880.5693087298737)]
    [InlineData("AdroitHandHammer-v1", -274.856578, 12794.134825156867)]
    [InlineData("AdroitHandRelocate-v1", -6.425911, 4233.877797728884)]
    [InlineData("Walker2d-v4", 1.629008, 4592.3)]
    [InlineData("antmaze-umaze-v2", 0, 1)]
    [InlineData("pen-v0", 96.262799, 3076.8331017826877)]
    public void Reference_returns_are_the_published_ones(string id, double minimum, double maximum) =>
        Assert.Equal(new ReferenceReturns(minimum, maximum), EnvironmentRegistry.Spec(id).Reference);

    [Theory]
    [InlineData("AdroitHandPen-v1")] // 200 steps that nothing ends, where D4RL's reference has 100 that end with a drop
    [InlineData("pen-binary-v0")] // another reward
    [InlineData("Ant-v5")] // another reward than that of D4RL's data, as in most of the fifth versions
    [InlineData("HalfCheetah-v5")] // the same reward, and scored as HalfCheetah-v4
    [InlineData("Hopper-v5")]
    [InlineData("Walker2d-v5")]
    [InlineData("PointMaze_UMaze-v3")] // nobody's
    [InlineData("Pendulum-v1")]
    public void A_task_that_is_not_the_references_has_no_score(string id) => Assert.Null(EnvironmentRegistry.Spec(id).Reference);

    /// <summary>D4RL's minimum of the ant is that of random actions which no fall ends: these earn -45.9 +- 5.9 here, a score of 6.7.</summary>
    [Fact]
    public void The_ants_scale_says_what_random_actions_score()
    {
        var reference = EnvironmentRegistry.Spec("Ant-v4").Reference!;
        Assert.Equal(new ReferenceReturns(-325.6, 3879.7, 7), reference);
        Assert.Equal("(D4RL: random 7, expert 100)", reference.Scale);
        Assert.Equal(7, reference.NormalisedScore(-45.9), 0.5);
    }

    /// <summary>Random actions earn 18.2 in the mean of 916 episodes.</summary>
    [Fact]
    public void The_hoppers_scale_says_what_random_actions_score()
    {
        var reference = EnvironmentRegistry.Spec("Hopper-v4").Reference!;
        Assert.Equal(new ReferenceReturns(-20.272305, 3234.3, 1), reference);
        Assert.Equal(1, reference.NormalisedScore(18.2), 0.5);
    }

    [Theory]
    [InlineData("AdroitHandDoor-v1", 200)]
    [InlineData("AdroitHandHammer-v1", 200)]
    [InlineData("AdroitHandPen-v1", 200)]
    [InlineData("AdroitHandRelocate-v1", 200)]
    [InlineData("Ant-v4", 1000)]
    [InlineData("Ant-v5", 1000)]
    [InlineData("AntMaze_Large-v4", 1000)]
    [InlineData("AntMaze_Medium-v4", 1000)]
    [InlineData("AntMaze_UMaze-v4", 700)]
    [InlineData("CartPole-v1", 500)]
    [InlineData("HalfCheetah-v4", 1000)]
    [InlineData("HalfCheetah-v5", 1000)]
    [InlineData("Hopper-v4", 1000)]
    [InlineData("Hopper-v5", 1000)]
    [InlineData("InvertedPendulum-v4", 1000)]
    [InlineData("InvertedPendulum-v5", 1000)]
    [InlineData("MountainCarContinuous-v0", 999)]
    [InlineData("Pendulum-v1", 200)]
    [InlineData("PointMaze_Large-v3", 800)]
    [InlineData("PointMaze_MediumDense-v3", 600)]
    [InlineData("PointMaze_UMaze-v3", 300)]
    [InlineData("Reacher-v4", 50)]
    [InlineData("Reacher-v5", 50)]
    [InlineData("Walker2d-v4", 1000)]
    [InlineData("Walker2d-v5", 1000)]
    [InlineData("antmaze-large-diverse-v2", 1000)]
    [InlineData("antmaze-medium-play-v2", 1000)]
    [InlineData("antmaze-umaze-v2", 700)]
    [InlineData("pen-v0", 100)]
    public void Environments_come_with_their_time_limit(string id, int limit)
    {
        using var environment = EnvironmentRegistry.Make(id);
        Assert.Equal(limit, Assert.IsType<TimeLimit>(environment).Limit);
    }

    /// <summary>Gymnasium-Robotics' info of success, and D4RL's return above 0: one step at the goal will do.</summary>
    [Fact]
    public void A_maze_is_solved_by_one_step_at_its_goal()
    {
        string[] mazes = [.. EnvironmentRegistry.Ids.Where(id => id.Contains("maze", StringComparison.OrdinalIgnoreCase))];
        Assert.Equal(18, mazes.Length);
        Assert.All(mazes, id => Assert.Equal(0, EnvironmentRegistry.Spec(id).SuccessfulSteps));
    }

    [Fact]
    public void An_id_cannot_be_taken_twice_nor_a_limit_be_senseless()
    {
        var pendulum = EnvironmentRegistry.Spec("Pendulum-v1");
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Description = "another" }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = " " }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = "Never-v0", TimeLimit = 0 }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = "Never-v0", SuccessfulSteps = -1 }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = "Never-v0", Create = null! }));
        Assert.Contains("one of them is null", EnvironmentRegistry.TryRegister([null!]), StringComparison.Ordinal);
        Assert.DoesNotContain("Never-v0", EnvironmentRegistry.Ids);
        Assert.Same(pendulum, EnvironmentRegistry.Spec("Pendulum-v1"));
    }

    /// <summary>Ids stand in tables without quotation marks.</summary>
    [Theory]
    [InlineData("Never,v0")]
    [InlineData("Never\"v0")]
    [InlineData("Never\nv0")]
    [InlineData("Never\u001bv0")]
    public void An_id_has_no_character_that_tables_cannot_hold(string id)
    {
        var exception = Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(EnvironmentRegistry.Spec("Pendulum-v1") with { Id = id }));
        Assert.Contains("has a comma, a quotation mark or a control character such as a line break", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(id, EnvironmentRegistry.Ids);
    }
}
