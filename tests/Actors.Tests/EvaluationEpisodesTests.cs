using AwacAkka.Actors.Evaluations;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests;

/// <summary>Where evaluation episodes start: under every seed elsewhere, under one seed each elsewhere, and the same one always at the same place.</summary>
public sealed class EvaluationEpisodesTests
{
    [Fact]
    public void Episodes_differ_by_seed_and_by_number()
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        var policy = Untrained(environment);
        var (five, six) = (Returns(5), Returns(6));
        Assert.Equal(six.Length + five.Length, five.Concat(six).Distinct().Count());
        Assert.Equal(five, Returns(5));

        double[] Returns(ulong seed) =>
            [.. EvaluationActor.RunEpisodes(new EpisodeRollout(environment, seed), policy, 3, 0, TestContext.Current.CancellationToken).Select(episode => episode.Return)];
    }

    /// <summary>Workers take them in any order, and points of a curve differ by the policy alone.</summary>
    [Fact]
    public void An_episode_by_itself_is_the_one_among_others()
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        var policy = Untrained(environment);
        var alone = new EpisodeRollout(environment, seed: 5).Run(policy, EpisodeState.Start(2), int.MaxValue);
        Assert.Equal(EvaluationActor.RunEpisodes(new EpisodeRollout(environment, seed: 5), policy, 3, 0, TestContext.Current.CancellationToken)[2], alone.Summary(0));
    }

    private static PolicyNetwork Untrained(IEnvironment environment)
    {
        var algorithm = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0).Algorithm;
        var untrained = InitialState.Create(algorithm, new Dimensions(environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension), 1);
        return new PolicyNetwork(TrainedPolicy.Of(algorithm, untrained));
    }
}
