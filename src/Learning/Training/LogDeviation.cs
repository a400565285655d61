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
}

/// <summary>Its sigmoid, stretched over the range from the least to the largest.</summary>
/// <param name="Min">The log standard deviation that is never reached from below.</param>
/// <param name="Max">The one that is never reached from above.</param>
public sealed record SigmoidLogDeviation(float Min, float Max) : LogDeviation(Min, Max)
{
    /// <inheritdoc />
    public override float Of(float parameter) => Min + Sigmoid(parameter) * (Max - Min);

    /// <inheritdoc />
    public override float Slope(float parameter)
    {
        var sigmoid = Sigmoid(parameter);
        return sigmoid * (1 - sigmoid) * (Max - Min);
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
