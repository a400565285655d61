using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// The baseline V(s) of a policy gradient: fitted to the rewards-to-go of each round by many small steps of Adam. How many there were is a number of the
/// training state, as it follows from the sizes of the rounds.
/// </summary>
internal sealed class TorchBaseline : IDisposable
{
    private readonly BaselineConfig config;
    private readonly Device device;
    private readonly TorchValue value;
    private readonly Parameter steps;
    private readonly TorchParameters counter;

    /// <summary>A baseline whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers, step size and regression.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    public TorchBaseline(BaselineConfig config, Dimensions dimensions, Device device)
    {
        (this.config, this.device) = (config, device);
        value = new TorchValue(config, dimensions, device);
        steps = nn.Parameter(zeros([1], device: device));
        counter = TorchParameters.Fixed([(BaselineConfig.Steps.Name, steps)]);
    }

    /// <summary>All that the training state holds of it.</summary>
    public IEnumerable<TorchParameters> Parameters => [value.Parameters, counter];

    /// <summary>V at some states, without a gradient, [batch].</summary>
    public float[] At(Tensor observations) => value.NumbersAt(observations);

    /// <summary>The regression of V on targets of a round: Adam's steps down the mean squared distance, each on a few of its transitions.</summary>
    /// <param name="batch">The round, with the draw that says which transitions.</param>
    /// <param name="targets">What V shall be, a number for each fresh transition.</param>
    public void Fit(TorchBatch batch, float[] targets)
    {
        var (observations, expected) = (batch.Observations[..targets.Length], tensor(targets, device: device));
        var rows = tensor(Rows(batch, targets.Length), device: device);
        value.Parameters.Steps = (long)steps.ToNumbers()[0];
        for (var start = 0; start < rows.shape[0]; start += config.BaselineBatchSize)
        {
            using var scope = NewDisposeScope();
            var some = rows.narrow(0, start, Math.Min(config.BaselineBatchSize, rows.shape[0] - start));
            var distance = value.At(observations.index_select(0, some)) - expected.index_select(0, some);
            value.Parameters.Minimise(distance.Squared().mean());
        }

        using var still = no_grad();
        steps.copy_(tensor([(float)value.Parameters.Steps]));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        value.Dispose();
        counter.Dispose();
        steps.Dispose();
    }

    /// <summary>Of each transition's numbers, uniform on (-1, 1), the first of every sample: u is row (u + 1) / 2 of so many.</summary>
    private long[] Rows(TorchBatch batch, int count)
    {
        var (uniform, width) = (batch.Noise(config.Regression.Name).ToNumbers(), batch.Transitions.ActionDimension);
        var rows = new long[count * config.BaselineEpochs];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Math.Clamp((long)((uniform[i * width] + 1.0) / 2 * count), 0, count - 1);
        }

        return rows;
    }
}
