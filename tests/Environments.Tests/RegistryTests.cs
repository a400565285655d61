using AwacAkka.Environments;
using AwacAkka.Environments.Wrappers;

namespace Environments.Tests;

public class RegistryTests
{
    [Theory]
    [InlineData("HalfCheetah-v2", "HalfCheetah-v4")]
    [InlineData("halfcheetah", "HalfCheetah-v4")]
    [InlineData("HalfChetah-v4", "HalfCheetah-v4")]
    [InlineData("pendulum-v0", "Pendulum-v1")]
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
        Assert.Contains("HalfCheetah-v4, Pendulum-v1", exception.Message, StringComparison.Ordinal);
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
    [InlineData("HalfCheetah-v4", 1000)]
    [InlineData("Pendulum-v1", 200)]
    public void Environments_come_with_their_time_limit(string id, int limit)
    {
        using var environment = EnvironmentRegistry.Make(id);
        Assert.Equal(limit, Assert.IsType<TimeLimit>(environment).Limit);
    }

    [Fact]
    public void An_id_cannot_be_taken_twice_nor_a_limit_be_senseless()
    {
        var pendulum = EnvironmentRegistry.Spec("Pendulum-v1");
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Description = "another" }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = " " }));
        Assert.Throws<ArgumentException>(() => EnvironmentRegistry.Register(pendulum with { Id = "Never-v0", TimeLimit = 0 }));
        Assert.DoesNotContain("Never-v0", EnvironmentRegistry.Ids);
        Assert.Same(pendulum, EnvironmentRegistry.Spec("Pendulum-v1"));
    }
}
