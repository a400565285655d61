namespace AwacAkka.Environments.Wrappers;

/// <summary>
/// Standardises observations, after Gymnasium's wrapper of that name but with fixed statistics such as a dataset's: an observation o
/// becomes <c>(o - mean) / deviation</c>. Nothing is estimated on the way, so results depend on no history.
/// </summary>
/// <remarks>
/// An offer to those who register environments of their own: the program itself normalises inside the learner and the policy
/// (<c>algorithm.normalise-observations</c>), whose file then holds the statistics.
/// </remarks>
public sealed class NormalizeObservation : EnvironmentWrapper
{
    private readonly double[] mean;
    private readonly double[] deviation;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap; its observations are a box.</param>
    /// <param name="mean">The mean of each element; finite.</param>
    /// <param name="deviation">The standard deviation of each element; positive.</param>
    /// <exception cref="ArgumentException">Observations that are no box, or statistics that do not fit them.</exception>
    public NormalizeObservation(IEnvironment inner, ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
        : base(inner)
    {
        if (inner.ObservationSpace is not Box box)
        {
            throw new ArgumentException(
                $"Observations of {Inner.Id} are {Inner.ObservationSpace}: only those of a box can be normalised.", nameof(inner));
        }

        if (mean.Length != box.Dimension || deviation.Length != box.Dimension)
        {
            throw new ArgumentException(
                $"An observation of {Inner.Id} has {box.Dimension} numbers, the statistics are of {mean.Length} and {deviation.Length}.");
        }

        for (var i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]) || !double.IsFinite(deviation[i]) || deviation[i] <= 0)
            {
                throw new ArgumentException(
                    $"Element {i} of an observation of {Inner.Id} cannot have mean {mean[i]} and deviation {deviation[i]}: "
                    + "the mean must be finite and the deviation positive.");
            }
        }

        this.mean = mean.ToArray();
        this.deviation = deviation.ToArray();
        ObservationSpace = new Box(Bounds(box.Low), Bounds(box.High));
    }

    /// <inheritdoc />
    public override Space ObservationSpace { get; }

    /// <inheritdoc />
    public override void Reset(ulong seed, Span<double> observation)
    {
        Inner.Reset(seed, observation);
        Normalise(observation);
    }

    /// <inheritdoc />
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = Inner.Step(action, observation);
        Normalise(observation);
        return result;
    }

    /// <inheritdoc />
    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        Inner.RestoreState(state, observation);
        Normalise(observation);
    }

    private void Normalise(Span<double> observation)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            observation[i] = (observation[i] - mean[i]) / deviation[i];
        }
    }

    private double[] Bounds(IReadOnlyList<double> bounds) => [.. bounds.Select((bound, i) => (bound - mean[i]) / deviation[i])];
}
