namespace AwacAkka.Learning.Training;

/// <summary>How a free parameter gives a log standard deviation within bounds.</summary>
/// <param name="Min">The least log standard deviation.</param>
/// <param name="Max">The largest.</param>
public abstract record LogDeviation(float Min, float Max)
{
    /// <summary>log std of a parameter.</summary>
    public abstract float Of(float parameter);

    /// <summary>d log std / d parameter.</summary>
    public abstract float Slope(float parameter);

    /// <summary>The parameter of a log std, or of the nearest that there is within the bounds.</summary>
    public abstract float Inverse(float logStd);
}

/// <summary>The parameter itself, clamped: beyond the bounds it gets no gradient.</summary>
/// <param name="Min">The least log standard deviation.</param>
/// <param name="Max">The largest.</param>
public sealed record ClampedLogDeviation(float Min, float Max) : LogDeviation(Min, Max)
{
    /// <inheritdoc />
    public override float Of(float parameter) => Math.Clamp(parameter, Min, Max);

    /// <inheritdoc />
    public override float Slope(float parameter) => parameter >= Min && parameter <= Max ? 1 : 0;

    /// <inheritdoc />
    public override float Inverse(float logStd) => Of(logStd);
}

/// <summary>Its sigmoid, stretched over the range from the least to the largest.</summary>
/// <param name="Min">The log standard deviation that is never reached from below.</param>
/// <param name="Max">The one that is never reached from above.</param>
public sealed record SigmoidLogDeviation(float Min, float Max) : LogDeviation(Min, Max)
{
    private const float LeastShare = 0.01f; // nearer to a bound there is next to no slope to come back by

    /// <inheritdoc />
    public override float Of(float parameter) => Min + Sigmoid(parameter) * (Max - Min);

    /// <inheritdoc />
    public override float Slope(float parameter)
    {
        var sigmoid = Sigmoid(parameter);
        return sigmoid * (1 - sigmoid) * (Max - Min);
    }

    /// <inheritdoc />
    public override float Inverse(float logStd)
    {
        var share = Math.Clamp((logStd - Min) / (Max - Min), LeastShare, 1 - LeastShare);
        return MathF.Log(share / (1 - share));
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
