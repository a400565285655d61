using AwacAkka.Environments;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Collecting;

/// <summary>Where an episode stood when its goal was met for the first time: what it would have come to, had it ended there.</summary>
/// <param name="Return">Sum of rewards up to that step, its own included.</param>
/// <param name="Length">Steps up to there.</param>
public readonly record struct FirstSuccess(double Return, int Length);

/// <summary>Where an evaluation episode stands.</summary>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Return">Sum of rewards so far.</param>
/// <param name="Length">Steps so far.</param>
/// <param name="Ended">Whether it is over.</param>
/// <param name="Environment">The environment's complete state; empty before the first step and after the last.</param>
/// <param name="SuccessfulSteps">Steps after which the goal was met; null where the task knows no success.</param>
/// <param name="FirstSuccess">The first of them; null while there is none.</param>
public sealed record EpisodeState(
    uint Episode, double Return, int Length, bool Ended, byte[] Environment, int? SuccessfulSteps = null, FirstSuccess? FirstSuccess = null)
{
    /// <summary>An episode before its first step.</summary>
    public static EpisodeState Start(uint episode) => new(episode, 0, 0, false, []);

    /// <summary>What the episode came to.</summary>
    /// <param name="threshold">It was a success if more steps than these were.</param>
    public EpisodeSummary Summary(int threshold) => new(
        Return, Length, SuccessfulSteps is { } steps ? steps > threshold : null, SuccessfulSteps, FirstSuccess);
}

/// <summary>
/// Runs evaluation episodes with the policy's mean action. Episode i starts from the same seed in every evaluation, so that the points
/// of a learning curve differ by the policy, not by luck.
/// </summary>
/// <param name="environment">The simulator, actions scaled from [-1, 1] and clipped.</param>
/// <param name="seed">The seed of the starts.</param>
/// <param name="longest">Steps after which an episode has failed that has not ended, or nobody would hear of one that never does; <see cref="PolicyEnvironment.LongestEpisode"/>.</param>
public sealed class EpisodeRollout(IEnvironment environment, ulong seed, int longest = int.MaxValue)
{
    private readonly double[] observation = new double[environment.ObservationSpace.Dimension];
    private readonly double[] control = new double[environment.ActionSpace.Dimension];
    private readonly float[] action = new float[environment.ActionSpace.Dimension];

    /// <summary>Goes on with an episode for a number of steps, or to its end if that comes first.</summary>
    /// <param name="policy">Who acts.</param>
    /// <param name="start">Where the episode stands.</param>
    /// <param name="steps">Steps to take at most.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="RolloutException">The environment yields a NaN or what no float can hold, or the episode does not end.</exception>
    public EpisodeState Run(PolicyNetwork policy, EpisodeState start, int steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(start);
        var (total, length, ended, successes, first) = (start.Return, start.Length, false, start.SuccessfulSteps, start.FirstSuccess);
        if (length == 0)
        {
            environment.Reset(AddressedRandom.DeriveSeed(seed, DrawPurpose.EvaluationSeed, start.Episode, 0), observation);
        }
        else
        {
            environment.RestoreState(start.Environment, observation);
        }

        // A policy may hide it: a layer that clips at 0 makes 0 of a NaN.
        if (!AllFinite(observation))
        {
            throw new RolloutException($"the observation that evaluation episode {start.Episode} {(length == 0 ? "starts" : "goes on")} with is not finite");
        }

        for (var step = 0; step < steps && !ended; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            policy.ActMean(observation, action);
            for (var d = 0; d < control.Length; d++)
            {
                control[d] = action[d];
            }

            var result = environment.Step(control, observation);
            total += result.Reward;
            length++;
            successes = result.Success is { } success ? (successes ?? 0) + (success ? 1 : 0) : successes;
            first ??= result.Success == true ? new FirstSuccess(total, length) : null;
            ended = result.Terminated || result.Truncated;
            if (!double.IsFinite(result.Reward) || !AllFinite(observation))
            {
                throw new RolloutException($"the reward or the observation is not finite at step {length} of evaluation episode {start.Episode}");
            }

            if (!ended && length >= longest)
            {
                throw new RolloutException($"evaluation episode {start.Episode} has not ended after {length:N0} steps, and its EnvironmentSpec has no TimeLimit");
            }
        }

        var state = ended ? [] : new byte[environment.StateSize];
        if (!ended)
        {
            environment.SaveState(state);
        }

        return new EpisodeState(start.Episode, total, length, ended, state, successes, first);
    }

    /// <summary>As what policies see of them and datasets hold: a float.</summary>
    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite((float)value))
            {
                return false;
            }
        }

        return true;
    }
}
