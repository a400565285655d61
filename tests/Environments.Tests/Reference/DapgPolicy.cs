using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests.Reference;

/// <summary>A published DAPG policy: two tanh layers between a shift and scale of the input and of the output, and Gaussian noise.</summary>
internal sealed class DapgPolicy
{
    private readonly double[][] weights;
    private readonly double[][] biases;
    private readonly double[] inputShift;
    private readonly double[] inputScale;
    private readonly double[] outputShift;
    private readonly double[] outputScale;
    private readonly double[] deviation;

    public DapgPolicy(NumpyArchive archive)
    {
        weights = [archive.Read("W0"), archive.Read("W1"), archive.Read("W2")];
        biases = [archive.Read("b0"), archive.Read("b1"), archive.Read("b2")];
        (inputShift, inputScale) = (archive.Read("in_shift"), archive.Read("in_scale"));
        (outputShift, outputScale) = (archive.Read("out_shift"), archive.Read("out_scale"));
        deviation = Array.ConvertAll(archive.Read("log_std"), Math.Exp);
    }

    public double[] Mean(double[] observation)
    {
        var values = observation.Select((value, i) => (value - inputShift[i]) / (inputScale[i] + 1e-8)).ToArray();
        for (var layer = 0; layer < 3; layer++)
        {
            var (weight, bias, input) = (weights[layer], biases[layer], values);
            values = new double[bias.Length];
            for (var row = 0; row < values.Length; row++)
            {
                var sum = bias[row];
                for (var column = 0; column < input.Length; column++)
                {
                    sum += weight[row * input.Length + column] * input[column];
                }

                values[row] = layer < 2 ? Math.Tanh(sum) : sum;
            }
        }

        return [.. values.Select((value, i) => value * outputScale[i] + outputShift[i])];
    }

    public double[] Sample(double[] observation, ulong seed, int step)
    {
        var random = new AddressedRandom(seed, DrawPurpose.Explore, (uint)step);
        var mean = Mean(observation);
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] += deviation[i] * random.NextNormal();
        }

        return mean;
    }
}
