using System.Runtime.Intrinsics.X86;
using AwacAkka.Randomness;

namespace AwacAkka.Policies;

/// <summary>
/// Acting with a <see cref="PolicySnapshot"/>, one observation at a time, without a tensor library and without allocation. The vector
/// width (8) and the order of the fused multiply-adds are fixed, so every x86-64 CPU with AVX2 computes the same bits.
/// Not thread-safe: each worker has its own.
/// </summary>
public sealed class PolicyNetwork : IPolicy
{
    private const string NormaliserMean = "normaliser.mean", NormaliserStd = "normaliser.std", Std = "std", LogStdRange = "log_std_range", Epsilon = "epsilon";
    private readonly PolicySnapshot snapshot;
    private readonly DenseLayer[] layers;
    private readonly float[] normaliserMean;
    private readonly float[] normaliserStd;
    private readonly float[] std; // of a choice: epsilon, or nothing
    private readonly float[] noise;
    private readonly float[] front;
    private readonly float[] back;
    private readonly int[] active;

    /// <summary>Prepares a snapshot for acting.</summary>
    /// <exception cref="InvalidDataException">Tensors are missing or too many, do not fit together, or scale by what is no deviation.</exception>
    /// <exception cref="PlatformNotSupportedException">The CPU lacks AVX2 or FMA.</exception>
    public PolicyNetwork(PolicySnapshot snapshot)
    {
        if (!Avx2.IsSupported || !Fma.IsSupported)
        {
            throw new PlatformNotSupportedException("rollouts need a CPU with AVX2 and FMA: other widths would give other bits.");
        }

        this.snapshot = snapshot;
        layers = [.. DenseLayer.Read(snapshot.Tensors)];
        ObservationDimension = layers[0].Inputs;
        var squashed = snapshot.Head == PolicyHead.SquashedGaussian;
        Choices = snapshot.Head is PolicyHead.EpsilonGreedy or PolicyHead.Categorical ? layers[^1].Outputs : null;
        if (squashed && layers[^1].Outputs % 2 != 0)
        {
            throw new InvalidDataException($"the policy's last layer has {layers[^1].Outputs} outputs, expected a mean and a deviation per action");
        }

        ActionDimension = Choices is not null ? 1 : squashed ? layers[^1].Outputs / 2 : layers[^1].Outputs;
        var deviation = DeviationName(snapshot.Head);
        CheckNames(deviation);
        normaliserMean = Optional(NormaliserMean, ObservationDimension, 0);
        normaliserStd = Optional(NormaliserStd, ObservationDimension, 1);
        std = deviation is null ? [] : Required(deviation, squashed ? 2 : ActionDimension);
        if (normaliserStd.Any(value => value <= 0) || (squashed ? std[0] > std[1] : std.Any(value => value < 0)))
        {
            throw new InvalidDataException($"the policy's '{NormaliserStd}' or '{deviation}' holds what is no deviation");
        }

        noise = new float[Choices is null ? ActionDimension : 0];

        var widest = layers.Max(l => Math.Max(l.Inputs, l.PaddedOutputs));
        front = new float[widest];
        back = new float[widest];
        active = new int[widest];
    }

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension { get; }

    /// <summary>Numbers per action; a choice is its index, one number.</summary>
    public int ActionDimension { get; }

    /// <summary>How many choices there are; null where actions are numbers in a box.</summary>
    public int? Choices { get; }

    /// <summary>The action that evaluation uses: the mean, through tanh where the policy has one, or the best or likeliest choice.</summary>
    public void ActMean(ReadOnlySpan<double> observation, Span<float> action) => Act(observation, [], action);

    /// <summary>Samples an action as rollouts do, with as many numbers of an address as the head needs.</summary>
    public void Explore(ReadOnlySpan<double> observation, ref AddressedRandom random, Span<float> action)
    {
        if (Choices is null)
        {
            random.FillNormal(noise);
            Act(observation, noise, action);
            return;
        }

        var output = Forward(observation)[..Choices.Value];
        action[0] = snapshot.Head == PolicyHead.Categorical
            ? ChoiceRules.Draw(output, ref random)
            : ChoiceRules.EpsilonGreedy(output, std[0], ref random);
    }

    /// <summary>An action with the given standard normals, one per action dimension; with none the mean, or the best choice.</summary>
    public void Act(ReadOnlySpan<double> observation, ReadOnlySpan<float> noise, Span<float> action)
    {
        var output = Forward(observation);
        if (Choices is { } choices)
        {
            action[0] = ChoiceRules.Best(output[..choices]);
            return;
        }

        for (var d = 0; d < ActionDimension; d++)
        {
            var value = snapshot.Head == PolicyHead.TanhMeanGaussian ? PortableMath.Tanh(output[d]) : output[d];
            if (noise.Length > 0)
            {
                value += Deviation(output, d) * noise[d];
            }

            action[d] = (float)(snapshot.Head == PolicyHead.SquashedGaussian ? PortableMath.Tanh(value) : value);
            if (snapshot.ClampActions)
            {
                action[d] = Math.Clamp(action[d], -1, 1);
            }
        }
    }

    /// <summary>The Gaussian that actions are drawn from: of the action itself, or of what goes through tanh where the head is squashed.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="mean">Mean per action dimension.</param>
    /// <param name="deviation">Standard deviation per action dimension; 0 for a deterministic policy.</param>
    public void Distribution(ReadOnlySpan<double> observation, Span<double> mean, Span<double> deviation)
    {
        var output = Forward(observation);
        for (var d = 0; d < ActionDimension; d++)
        {
            mean[d] = snapshot.Head == PolicyHead.TanhMeanGaussian ? PortableMath.Tanh(output[d]) : output[d];
            deviation[d] = Deviation(output, d);
        }
    }

    /// <summary>The tensor that says how far a head explores; null where its outputs say that.</summary>
    private static string? DeviationName(PolicyHead head) => head switch
    {
        PolicyHead.SquashedGaussian => LogStdRange,
        PolicyHead.EpsilonGreedy => Epsilon,
        PolicyHead.Categorical => null,
        _ => Std,
    };

    private double Deviation(ReadOnlySpan<float> output, int d) => snapshot.Head == PolicyHead.SquashedGaussian
        ? PortableMath.Exp(Math.Clamp(output[ActionDimension + d], std[0], std[1]))
        : std[d];

    private ReadOnlySpan<float> Forward(ReadOnlySpan<double> observation)
    {
        var (x, y) = (front, back);
        for (var i = 0; i < ObservationDimension; i++)
        {
            x[i] = ((float)observation[i] - normaliserMean[i]) / normaliserStd[i];
        }

        for (var layer = 0; layer < layers.Length; layer++)
        {
            layers[layer].Apply(x, y, active, rectify: layer < layers.Length - 1);
            (x, y) = (y, x);
        }

        return x;
    }

    /// <summary>A tensor that nothing reads is a sign of a network that is not all there, such as one with a gap in its layers.</summary>
    private void CheckNames(string? deviation)
    {
        var read = layers.SelectMany((_, layer) => (string[])[$"policy.{layer}.weight", $"policy.{layer}.bias"]);
        if (snapshot.Tensors.Keys.Except([.. read, NormaliserMean, NormaliserStd, .. deviation is null ? [] : (string[])[deviation]]).FirstOrDefault() is { } other)
        {
            throw new InvalidDataException($"the policy has a tensor '{other}' that acting does not read");
        }
    }

    private float[] Optional(string name, int length, float otherwise) =>
        snapshot.Tensors.ContainsKey(name) ? Required(name, length) : [.. Enumerable.Repeat(otherwise, length)];

    private float[] Required(string name, int length) => !snapshot.Tensors.TryGetValue(name, out var tensor)
        ? throw new InvalidDataException($"the policy lacks the tensor '{name}'")
        : tensor.Data.Length == length
            ? tensor.Data
            : throw new InvalidDataException($"the policy's tensor '{name}' has {tensor.Data.Length} numbers, expected {length}");
}
