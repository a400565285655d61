namespace AwacAkka.Environments.Wrappers;

/// <summary>
/// Standardises observations, after Gymnasium's wrapper of that name but with fixed statistics such as a dataset's: an observation o
/// becomes <c>(o - mean) / deviation</c>. Nothing is estimated on the way, so results depend on no history.
/// </summary>
public sealed class NormalizeObservation : IEnvironment
{
    private readonly IEnvironment inner;
    private readonly double[] mean;
    private readonly double[] deviation;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap; its observations are a box.</param>
    /// <param name="mean">The mean of each element; finite.</param>
    /// <param name="deviation">The standard deviation of each element; positive.</param>
    /// <exception cref="ArgumentException">Observations that are no box, or statistics that do not fit them.</exception>
    public NormalizeObservation(IEnvironment inner, ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.ObservationSpace is not Box box)
        {
            throw new ArgumentException(
                $"Observations of {inner.Id} are {inner.ObservationSpace}: only those of a box can be normalised.", nameof(inner));
        }

        if (mean.Length != box.Dimension || deviation.Length != box.Dimension)
        {
            throw new ArgumentException(
                $"An observation of {inner.Id} has {box.Dimension} numbers, the statistics are of {mean.Length} and {deviation.Length}.");
        }

        for (var i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]) || !double.IsFinite(deviation[i]) || deviation[i] <= 0)
            {
                throw new ArgumentException(
                    $"Element {i} of an observation of {inner.Id} cannot have mean {mean[i]} and deviation {deviation[i]}: "
                    + "the mean must be finite and the deviation positive.");
            }
        }

        this.inner = inner;
        this.mean = mean.ToArray();
        this.deviation = deviation.ToArray();
        ObservationSpace = new Box(Bounds(box.Low), Bounds(box.High));
    }

    /// <inheritdoc />
    public string Id => inner.Id;

    /// <inheritdoc />
    public Space ObservationSpace { get; }

    /// <inheritdoc />
    public Space ActionSpace => inner.ActionSpace;

    /// <inheritdoc />
    public int StateSize => inner.StateSize;

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation)
    {
        inner.Reset(seed, observation);
        Normalise(observation);
    }

    /// <inheritdoc />
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = inner.Step(action, observation);
        Normalise(observation);
        return result;
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination) => inner.SaveState(destination);

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        inner.RestoreState(state, observation);
        Normalise(observation);
    }

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();

    private void Normalise(Span<double> observation)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            observation[i] = (observation[i] - mean[i]) / deviation[i];
        }
    }

    private double[] Bounds(IReadOnlyList<double> bounds) => [.. bounds.Select((bound, i) => (bound - mean[i]) / deviation[i])];
}
