using AwacAkka.Learning.Fused;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>The two forms of AWAC's state-independent standard deviation, see <see cref="StandardDeviation"/>.</summary>
public static class AwacDeviation
{
    /// <summary>The form that a configuration asks for.</summary>
    public static LogDeviation Of(AwacConfig config) => config.StandardDeviation == StandardDeviation.Sigmoid
        ? new SigmoidLogDeviation(config.LogStdMin, config.LogStdMax)
        : new ClampedLogDeviation(config.LogStdMin, config.LogStdMax);

    /// <summary>log std of the free parameter.</summary>
    public static float LogStd(AwacConfig config, float parameter) => Of(config).Of(parameter);
}
