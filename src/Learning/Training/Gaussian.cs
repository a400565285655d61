namespace AwacAkka.Learning.Training;

/// <summary>What log densities of Gaussians share.</summary>
public static class Gaussian
{
    /// <summary>ln(2 pi) / 2: the constant of a log density, -z^2/2 - ln std - ln(2 pi)/2 per dimension.</summary>
    public const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>A given action is clipped to this and its negative for its density under a tanh, which has none at the bounds.</summary>
    public const double LargestSquashed = 1 - 1e-3;
}
