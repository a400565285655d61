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
    [InlineData("AdroitHandPen-v1", 96.262799, 3076.8331017826877)]
    [InlineData("AdroitHandRelocate-v1", -6.425911, 4233.877797728884)]
    [InlineData("Ant-v4", -325.6, 3879.7)]
    [InlineData("Hopper-v4", -20.272305, 3234.3)]
    [InlineData("Walker2d-v4", 1.629008, 4592.3)]
    public void Reference_returns_are_the_published_ones(string id, double minimum, double maximum) =>
        Assert.Equal(new ReferenceReturns(minimum, maximum), EnvironmentRegistry.Spec(id).Reference);

    [Theory]
    [InlineData("AdroitHandDoor-v1", 200)]
    [InlineData("AdroitHandHammer-v1", 200)]
    [InlineData("AdroitHandPen-v1", 200)]
    [InlineData("AdroitHandRelocate-v1", 200)]
    [InlineData("Ant-v4", 1000)]
    [InlineData("CartPole-v1", 500)]
    [InlineData("HalfCheetah-v4", 1000)]
    [InlineData("Hopper-v4", 1000)]
    [InlineData("InvertedPendulum-v4", 1000)]
    [InlineData("MountainCarContinuous-v0", 999)]
    [InlineData("Pendulum-v1", 200)]
    [InlineData("Reacher-v4", 50)]
    [InlineData("Walker2d-v4", 1000)]
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
