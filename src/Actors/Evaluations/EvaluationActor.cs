using Akka.Actor;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Runs;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Actors.Evaluations;

/// <summary>Judges a policy; answered by <see cref="Evaluated"/>.</summary>
/// <param name="Phase">Phase of the round.</param>
/// <param name="Round">The round after whose training the policy is judged.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Episodes">Episodes to run.</param>
public sealed record Evaluate(RunPhase Phase, int Round, PolicySnapshot Policy, int Episodes);

/// <summary>
/// Runs evaluation episodes with the policy's mean action in an environment of its own. Episode i starts from the same seed in every
/// evaluation, so that the points of a learning curve differ by the policy, not by luck.
/// </summary>
public sealed class EvaluationActor : ReceiveActor
{
    private readonly IEnvironment environment;

    /// <summary>Makes the environment.</summary>
    public EvaluationActor(Func<IEnvironment> create, ulong seed)
    {
        environment = create();
        Receive<Evaluate>(request => Sender.Tell(new Evaluated(
            request.Phase, request.Round, RunEpisodes(request, seed))));
    }

    /// <summary>Episodes 0 to <paramref name="episodes"/> - 1 under a seed.</summary>
    public static IReadOnlyList<EpisodeSummary> RunEpisodes(
        IEnvironment environment, PolicyNetwork policy, ulong seed, int episodes, CancellationToken cancellation)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        var control = new double[environment.ActionSpace.Dimension];
        var action = new float[control.Length];
        var summaries = new EpisodeSummary[episodes];
        for (var episode = 0; episode < episodes; episode++)
        {
            cancellation.ThrowIfCancellationRequested();
            environment.Reset(AddressedRandom.DeriveSeed(seed, DrawPurpose.EvaluationSeed, (uint)episode, 0), observation);
            var (total, length) = (0.0, 0);
            StepResult result;
            do
            {
                policy.ActMean(observation, action);
                for (var d = 0; d < control.Length; d++)
                {
                    control[d] = action[d];
                }

                result = environment.Step(control, observation);
                total += result.Reward;
                length++;
            }
            while (!result.Terminated && !result.Truncated);
            summaries[episode] = new EpisodeSummary(total, length);
        }

        return summaries;
    }

    /// <summary>Sums episodes up.</summary>
    public static EvaluationSummary Summarise(IEnumerable<EpisodeSummary> episodes) =>
        EvaluationSummary.Of([.. episodes.Select(e => (e.Return, e.Length))]);

    /// <summary>A failed evaluation is repeated by the restarted actor, which has a new environment.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        Self.Tell(message, Sender);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc />
    protected override void PostStop() => environment.Dispose();

    private IReadOnlyList<EpisodeSummary> RunEpisodes(Evaluate request, ulong seed)
    {
        try
        {
            return RunEpisodes(environment, new PolicyNetwork(request.Policy), seed, request.Episodes, CancellationToken.None);
        }
        catch (Exception e)
        {
            throw new RolloutException($"an evaluation episode failed: {e.Message}", e);
        }
    }
}
