using Akka.Actor;
using AwacAkka.Actors.Runs;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Actors.Evaluations;

/// <summary>Judges a policy; answered by <see cref="Evaluated"/>.</summary>
/// <param name="Phase">Phase of the policy.</param>
/// <param name="Updates">Updates behind the policy.</param>
/// <param name="Steps">Environment steps behind the policy.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Episodes">Episodes to run.</param>
public sealed record Evaluate(RunPhase Phase, long Updates, long Steps, PolicySnapshot Policy, int Episodes);

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
            request.Phase, request.Updates, request.Steps,
            EpisodeReturns(environment, new PolicyNetwork(request.Policy), seed, request.Episodes))));
    }

    /// <summary>Returns of episodes 0 to <paramref name="episodes"/> - 1.</summary>
    public static IReadOnlyList<double> EpisodeReturns(IEnvironment environment, PolicyNetwork policy, ulong seed, int episodes)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        var control = new double[environment.ActionSpace.Dimension];
        var action = new float[control.Length];
        var returns = new double[episodes];
        for (var episode = 0; episode < episodes; episode++)
        {
            environment.Reset(AddressedRandom.DeriveSeed(seed, DrawPurpose.EvaluationSeed, (uint)episode, 0), observation);
            StepResult result;
            do
            {
                policy.ActMean(observation, action);
                for (var d = 0; d < control.Length; d++)
                {
                    control[d] = action[d];
                }

                result = environment.Step(control, observation);
                returns[episode] += result.Reward;
            }
            while (!result.Terminated && !result.Truncated);
        }

        return returns;
    }

    /// <inheritdoc />
    protected override void PostStop() => environment.Dispose();
}
