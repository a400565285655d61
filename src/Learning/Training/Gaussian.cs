namespace AwacAkka.Learning.Training;

/// <summary>What log densities of Gaussians share.</summary>
public static class Gaussian
{
    /// <summary>ln(2 pi) / 2: the constant of a log density, -z^2/2 - ln std - ln(2 pi)/2 per dimension.</summary>
    public const double HalfLogTwoPi = 0.91893853320467274;
}
