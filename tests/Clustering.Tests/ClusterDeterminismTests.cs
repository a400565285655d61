using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Clustering.Wire;
using AwacAkka.Learning.Algorithms.Awac;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests;

/// <summary>A run over nodes comes to the bits of a local one, whatever nodes there are and whatever becomes of them.</summary>
[Trait("Category", "Run")]
public sealed class ClusterDeterminismTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 1)]
    public async Task Rollout_nodes_do_not_change_a_bit(int rolloutNodes, int depth)
    {
        var config = Config(depth);
        await using var cluster = new InProcessCluster();
        var folder = cluster.NewFolder(config);
        var learner = await cluster.AddNodeAsync([NodeRole.Learner], folder: folder);
        for (var i = 0; i < rolloutNodes; i++)
        {
            await cluster.AddNodeAsync([NodeRole.Rollout]);
        }

        var finished = await InProcessCluster.TrainAsync(learner, folder, config);

        Assert.Equal(await LocalDigestAsync(cluster, config), finished.Digest);
    }

    [Fact]
    public async Task A_node_that_is_gone_in_the_middle_costs_its_jobs_and_nothing_else()
    {
        var config = Config(0) with { Online = new OnlineSection(Steps: 1_600, StepsPerRound: 203) };
        await using var cluster = new InProcessCluster();
        var folder = cluster.NewFolder(config);
        var learner = await cluster.AddNodeAsync([NodeRole.Learner], folder: folder);
        var doomed = await cluster.AddNodeAsync([NodeRole.Rollout]);
        await cluster.AddNodeAsync([NodeRole.Rollout]);
        IActorRef? dispatch = null;

        var training = InProcessCluster.TrainAsync(learner, folder, config, actor => dispatch = actor);
        await InProcessCluster.UntilAsync(async () => (await dispatch!.Ask<DispatchStatus>(new DispatchStatusWanted(), Cancellation)).BytesIn >= 40_000);
        await InProcessCluster.KillAsync(doomed);
        var finished = await training;

        Assert.Equal(await LocalDigestAsync(cluster, config), finished.Digest);
    }

    /// <summary>A node of a newer program works for the run where it computes the same bits; one that computes others is refused by name.</summary>
    [Fact]
    public async Task Of_nodes_with_other_programs_those_work_for_a_run_that_compute_its_bits()
    {
        var config = Config(0);
        await using var cluster = new InProcessCluster();
        var folder = cluster.NewFolder(config);
        var learner = await cluster.AddNodeAsync([NodeRole.Learner], folder: folder);
        var newer = await cluster.AddNodeAsync([NodeRole.Rollout], change: node => node with { Version = node.Version with { Program = "9.8.7" } });
        var other = await cluster.AddNodeAsync([NodeRole.Rollout], arithmetic: _ => new RolloutArithmetic("3.1.4", new string('0', 64)));
        var foreign = await cluster.AddNodeAsync([NodeRole.Rollout], change: node => node with { Version = node.Version with { Wire = 9 } });
        IActorRef? dispatch = null;
        var training = InProcessCluster.TrainAsync(learner, folder, config, actor => dispatch = actor);
        DispatchStatus status;
        do
        {
            status = await dispatch!.Ask<DispatchStatus>(new DispatchStatusWanted(), Cancellation);
            await Task.Delay(20, Cancellation);
        }
        while (status.Refused.Count == 0 || status.Nodes.Count == 0);

        Assert.Equal([Cluster.Get(newer).SelfAddress.ToString()], status.Nodes);
        var (node, reason) = Assert.Single(status.Refused);
        Assert.Equal(Cluster.Get(other).SelfAddress.ToString(), node);
        Assert.StartsWith("Pendulum-v1 computes other bits here: MuJoCo is 3.1.4, the run was begun with ", reason, StringComparison.Ordinal);
        Assert.NotEqual(Cluster.Get(foreign).SelfAddress.ToString(), status.Nodes[0]); // it is not even asked
        Assert.Equal(await LocalDigestAsync(cluster, config), (await training).Digest);
    }

    private static async Task<string> LocalDigestAsync(InProcessCluster cluster, RunConfig config)
    {
        var launcher = new RunLauncher(NullLoggerFactory.Instance);
        var result = await launcher.TrainAsync(new RunRequest(config, 1, null, cluster.NewFolder(config)), new Unwatched(), Cancellation);
        return result.Digest;
    }

    private static RunConfig Config(int depth) => new()
    {
        Environment = new EnvironmentSection("Pendulum-v1"),
        Algorithm = AwacPresets.Corl with { PolicyHidden = [16, 16], CriticHidden = [16, 16], OfflineBatchSize = 32, OnlineBatchSize = 32 },
        Offline = new OfflineSection(Updates: 0),
        Online = new OnlineSection(Steps: 800, StepsPerRound: 203, RandomSteps: 203),
        Rollouts = new RolloutsSection(2, Slots: 4, StepTimeout: TimeSpan.FromSeconds(5), MaxFailures: 3),
        Rounds = new RoundsSection(depth),
        Replay = new ReplaySection(2_500),
        Evaluation = new EvaluationSection(Episodes: 2, EveryRounds: 2),
    };
}
