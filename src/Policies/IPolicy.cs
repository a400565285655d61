using AwacAkka.Randomness;

namespace AwacAkka.Policies;

/// <summary>What acts: a trained network, or a rule. One instance acts for one worker at a time.</summary>
public interface IPolicy
{
    /// <summary>An action as rollouts take it, with noise; all its randomness is of <paramref name="random"/>.</summary>
    /// <param name="observation">s.</param>
    /// <param name="random">Where noise is drawn from.</param>
    /// <param name="action">Receives a: numbers that are clipped to [-1, 1], or the index of a choice.</param>
    void Explore(ReadOnlySpan<double> observation, ref AddressedRandom random, Span<float> action);

    /// <summary>An action without noise, as evaluations take it.</summary>
    /// <param name="observation">s.</param>
    /// <param name="action">Receives a.</param>
    void ActMean(ReadOnlySpan<double> observation, Span<float> action);
}
