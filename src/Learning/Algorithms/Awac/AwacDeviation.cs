namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>The two forms of AWAC's state-independent standard deviation, see <see cref="Training.StandardDeviation"/>.</summary>
public static class AwacDeviation
{
    /// <summary>log std of the free parameter.</summary>
    public static float LogStd(AwacConfig config, float parameter) => config.Form.LogStd(parameter);

    /// <summary>d log std / d parameter.</summary>
    public static float Slope(AwacConfig config, float parameter) => config.Form.Slope(parameter);
}
