namespace AwacAkka.Environments;

/// <summary>
/// One simulated world under Gymnasium's contract: <c>reset(seed)</c>, then <c>step</c> until terminated or truncated.
/// Not thread-safe: one environment belongs to one worker at a time.
/// </summary>
/// <remarks>
/// Results must be a pure function of the complete state and the action. <see cref="SaveState"/> captures everything that a later
/// <see cref="Step"/> depends on (engine state, wrappers' counters), so that restoring it repeats the same future to the bit.
/// Neither <see cref="Step"/> nor the state calls allocate.
/// </remarks>
public interface IEnvironment : IDisposable
{
    /// <summary>The registered id, such as <c>HalfCheetah-v4</c>.</summary>
    string Id { get; }

    /// <summary>Shape and bounds of observations.</summary>
    Space ObservationSpace { get; }

    /// <summary>Shape and bounds of actions.</summary>
    Space ActionSpace { get; }

    /// <summary>Bytes that <see cref="SaveState"/> writes; constant for an environment.</summary>
    int StateSize { get; }

    /// <summary>Starts an episode whose randomness is a function of <paramref name="seed"/> alone, and writes its first observation.</summary>
    void Reset(ulong seed, Span<double> observation);

    /// <summary>Applies one action (as the space's doubles; a discrete action is its index) and writes the next observation.</summary>
    StepResult Step(ReadOnlySpan<double> action, Span<double> observation);

    /// <summary>Writes the complete state, <see cref="StateSize"/> bytes, also in the middle of an episode.</summary>
    void SaveState(Span<byte> destination);

    /// <summary>Restores what <see cref="SaveState"/> wrote and writes the observation of that moment.</summary>
    void RestoreState(ReadOnlySpan<byte> state, Span<double> observation);
}

/// <summary>What a step yields beside the observation.</summary>
/// <param name="Reward">The reward of this transition.</param>
/// <param name="Terminated">The task itself ended: the value beyond is zero.</param>
/// <param name="Truncated">The episode was cut from outside, such as by a time limit: the value beyond still counts.</param>
/// <param name="Success">Whether the goal is met after this step, whatever the reward says; null where a task knows no success.</param>
public readonly record struct StepResult(double Reward, bool Terminated, bool Truncated, bool? Success = null);
