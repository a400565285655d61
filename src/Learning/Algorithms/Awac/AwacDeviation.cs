namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>The two forms of AWAC's state-independent standard deviation, see <see cref="StandardDeviation"/>.</summary>
public static class AwacDeviation
{
    /// <summary>log std of the free parameter.</summary>
    public static float LogStd(AwacConfig config, float parameter) => config.StandardDeviation switch
    {
        StandardDeviation.Sigmoid => config.LogStdMin + Sigmoid(parameter) * (config.LogStdMax - config.LogStdMin),
        _ => Math.Clamp(parameter, config.LogStdMin, config.LogStdMax),
    };

    /// <summary>d log std / d parameter.</summary>
    public static float Slope(AwacConfig config, float parameter)
    {
        if (config.StandardDeviation == StandardDeviation.Clamped)
        {
            return parameter >= config.LogStdMin && parameter <= config.LogStdMax ? 1 : 0;
        }

        var sigmoid = Sigmoid(parameter);
        return sigmoid * (1 - sigmoid) * (config.LogStdMax - config.LogStdMin);
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
