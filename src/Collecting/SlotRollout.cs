using System.Text.Json.Serialization;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Collecting;

/// <summary>An episode that ended inside a slot.</summary>
/// <param name="Return">Sum of its rewards.</param>
/// <param name="Length">Its steps.</param>
/// <param name="Success">Whether the task counts it as a success; null where it knows none, and in rollouts, which do not look.</param>
/// <param name="SuccessfulSteps">Steps after which the goal was met; null likewise, and in what versions up to 0.4 wrote.</param>
/// <param name="FirstSuccess">The first of them; null where there is none.</param>
public readonly record struct EpisodeSummary(
    double Return,
    int Length,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Success = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? SuccessfulSteps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FirstSuccess? FirstSuccess = null);

/// <summary>What a slot yields.</summary>
/// <param name="End">Where the stream stands afterwards.</param>
/// <param name="Chunk">The transitions in order.</param>
/// <param name="Episodes">Episodes that ended.</param>
public sealed record SlotResult(SlotState End, TransitionChunk Chunk, IReadOnlyList<EpisodeSummary> Episodes);

/// <summary>
/// Runs one slot: a fixed number of steps of one stream with a fixed policy. The result is a pure function of (start state, policy,
/// seed), so any worker can run it, and run it again after a failure, with the same bits.
/// </summary>
/// <param name="environment">The simulator, actions scaled from [-1, 1] and clipped, or the indices of choices.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="explore">Whether actions are sampled; otherwise the policy's mean is taken.</param>
public sealed class SlotRollout(IEnvironment environment, ulong seed, bool explore = true)
{
    private readonly double[] observation = new double[environment.ObservationSpace.Dimension];
    private readonly double[] nextObservation = new double[environment.ObservationSpace.Dimension];
    private readonly double[] control = new double[environment.ActionSpace.Dimension];
    private readonly int[] choice = new int[1];

    /// <summary>Takes <paramref name="steps"/> steps; without a policy, with uniformly random actions.</summary>
    /// <exception cref="RolloutException">The environment yields a NaN or an infinity.</exception>
    public SlotResult Run(SlotState start, IPolicy? policy, int steps)
    {
        var (obsDim, actDim) = (observation.Length, control.Length);
        var chunk = TransitionChunk.Allocate(steps, obsDim, actDim);
        var episodes = new List<EpisodeSummary>();
        var (step, episode, total, length) = (start.Step, start.Episode, start.EpisodeReturn, start.EpisodeLength);
        if (start.Environment.Length == 0)
        {
            ResetEpisode(start.Address, episode++);
        }
        else
        {
            environment.RestoreState(start.Environment, observation);
        }

        for (var row = 0; row < steps; row++, step++)
        {
            var action = chunk.Actions.AsSpan(row * actDim, actDim);
            ChooseAction(policy, start.Address, step, action);
            var result = environment.Step(control, nextObservation);

            Narrow(observation, chunk.Observations.AsSpan(row * obsDim, obsDim));
            Narrow(nextObservation, chunk.NextObservations.AsSpan(row * obsDim, obsDim));
            chunk.Rewards[row] = (float)result.Reward;
            chunk.Terminals[row] = result.Terminated;
            chunk.Timeouts[row] = result.Truncated && !result.Terminated;
            if (!float.IsFinite(chunk.Rewards[row]))
            {
                throw new RolloutException($"the reward is {result.Reward} at step {step} of slot {start.Slot}");
            }

            total += result.Reward;
            length++;
            if (result.Terminated || result.Truncated)
            {
                episodes.Add(new EpisodeSummary(total, length));
                (total, length) = (0, 0);
                ResetEpisode(start.Address, episode++);
            }
            else
            {
                nextObservation.CopyTo(observation, 0);
            }
        }

        var state = new byte[environment.StateSize];
        environment.SaveState(state);
        return new SlotResult(new SlotState(start.Slot, start.Generation, step, episode, total, length, state), chunk, episodes);
    }

    private void ResetEpisode(uint address, uint episode) =>
        environment.Reset(AddressedRandom.DeriveSeed(seed, DrawPurpose.EpisodeSeed, episode, address), observation);

    private void ChooseAction(IPolicy? policy, uint address, uint step, Span<float> action)
    {
        if (policy is null)
        {
            ActAtRandom(new AddressedRandom(seed, DrawPurpose.RandomAction, step, address), action);
        }
        else if (explore)
        {
            var random = new AddressedRandom(seed, DrawPurpose.Explore, step, address);
            policy.Explore(observation, ref random, action);
        }
        else
        {
            policy.ActMean(observation, action);
        }

        for (var d = 0; d < control.Length; d++)
        {
            control[d] = action[d];
        }
    }

    private void ActAtRandom(AddressedRandom random, Span<float> action)
    {
        if (environment.ActionSpace is Discrete discrete)
        {
            random.FillIndices(choice, discrete.Count);
            action[0] = choice[0];
        }
        else
        {
            random.FillUniform(action, -1, 1);
        }
    }

    private static void Narrow(ReadOnlySpan<double> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = (float)from[i];
            if (!float.IsFinite(to[i]))
            {
                throw new RolloutException($"element {i} of the observation is {from[i]}");
            }
        }
    }
}

/// <summary>A rollout that cannot go on: it is run again from its start.</summary>
public class RolloutException(string message, Exception? cause = null) : Exception(message, cause);
