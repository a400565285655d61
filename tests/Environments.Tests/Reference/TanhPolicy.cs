namespace AwacAkka.Environments.Tests.Reference;

/// <summary>The mean action of a published Gaussian policy: two ReLU layers and the tanh of a linear one.</summary>
internal sealed class TanhPolicy
{
    private readonly (double[] Weight, double[] Bias)[] layers;

    public TanhPolicy(NumpyArchive archive)
    {
        layers =
        [
            (archive.Read("actor_latent_pi_0_weight"), archive.Read("actor_latent_pi_0_bias")),
            (archive.Read("actor_latent_pi_2_weight"), archive.Read("actor_latent_pi_2_bias")),
            (archive.Read("actor_mu_weight"), archive.Read("actor_mu_bias")),
        ];
    }

    public double[] Mean(ReadOnlySpan<double> observation)
    {
        var hidden = Relu(Linear(0, observation));
        return Array.ConvertAll(Linear(2, Relu(Linear(1, hidden))), Math.Tanh);
    }

    private static double[] Relu(double[] values) => Array.ConvertAll(values, value => Math.Max(0, value));

    private double[] Linear(int layer, ReadOnlySpan<double> input)
    {
        var (weight, bias) = layers[layer];
        var output = new double[bias.Length];
        for (var row = 0; row < output.Length; row++)
        {
            var sum = bias[row];
            for (var column = 0; column < input.Length; column++)
            {
                sum += weight[row * input.Length + column] * input[column];
            }

            output[row] = sum;
        }

        return output;
    }
}
