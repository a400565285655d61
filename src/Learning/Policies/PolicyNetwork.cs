using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Policies;

/// <summary>
/// Acting with a <see cref="PolicySnapshot"/>, one observation at a time, without a tensor library and without allocation. The vector
/// width (8) and the order of the fused multiply-adds are fixed, so every x86-64 CPU with AVX2 computes the same bits.
/// Not thread-safe: each worker has its own.
/// </summary>
public sealed class PolicyNetwork
{
    private const int Lanes = 8;
    private readonly PolicySnapshot snapshot;
    private readonly DenseLayer[] layers;
    private readonly float[] normaliserMean;
    private readonly float[] normaliserStd;
    private readonly float[] std;
    private readonly float[] front;
    private readonly float[] back;

    /// <summary>Prepares a snapshot for acting.</summary>
    /// <exception cref="InvalidDataException">Tensors are missing or do not fit together.</exception>
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
        ActionDimension = squashed ? layers[^1].Outputs / 2 : layers[^1].Outputs;
        normaliserMean = Optional("normaliser.mean", ObservationDimension, 0);
        normaliserStd = Optional("normaliser.std", ObservationDimension, 1);
        std = squashed ? Optional("log_std_range", 2, 0) : Optional("std", ActionDimension, 0);
        var widest = layers.Max(l => Math.Max(l.Inputs, l.PaddedOutputs));
        front = new float[widest];
        back = new float[widest];
    }

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension { get; }

    /// <summary>Numbers per action.</summary>
    public int ActionDimension { get; }

    /// <summary>The action that evaluation uses: the mean, through tanh where the policy has one.</summary>
    public void ActMean(ReadOnlySpan<double> observation, Span<float> action) => Act(observation, [], action);

    /// <summary>Samples an action with the given standard normals, one per action dimension.</summary>
    public void Act(ReadOnlySpan<double> observation, ReadOnlySpan<float> noise, Span<float> action)
    {
        var output = Forward(observation);
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
            layers[layer].Apply(x, y, rectify: layer < layers.Length - 1);
            (x, y) = (y, x);
        }

        return x;
    }

    private float[] Optional(string name, int length, float otherwise) => snapshot.Tensors.TryGetValue(name, out var tensor)
        ? tensor.Data.Length == length
            ? tensor.Data
            : throw new InvalidDataException($"the policy's tensor '{name}' has {tensor.Data.Length} numbers, expected {length}")
        : [.. Enumerable.Repeat(otherwise, length)];

    /// <summary>y = W x + b with the weight stored by input row, outputs padded to whole vectors.</summary>
    private sealed class DenseLayer
    {
        private const int BlockVectors = 4;
        private readonly float[] weight; // [Inputs, PaddedOutputs]
        private readonly float[] bias;

        private DenseLayer(float[] outByIn, float[] bias, int inputs)
        {
            Inputs = inputs;
            Outputs = bias.Length;
            PaddedOutputs = (Outputs + Lanes - 1) / Lanes * Lanes;
            this.bias = new float[PaddedOutputs];
            bias.CopyTo(this.bias, 0);
            weight = new float[Inputs * PaddedOutputs];
            for (var o = 0; o < Outputs; o++)
            {
                for (var i = 0; i < Inputs; i++)
                {
                    weight[i * PaddedOutputs + o] = outByIn[o * Inputs + i];
                }
            }
        }

        public int Inputs { get; }

        public int Outputs { get; }

        public int PaddedOutputs { get; }

        public static IEnumerable<DenseLayer> Read(IReadOnlyDictionary<string, Training.StateTensor> tensors)
        {
            var count = 0;
            for (; tensors.TryGetValue($"policy.{count}.weight", out var weight); count++)
            {
                if (!tensors.TryGetValue($"policy.{count}.bias", out var bias) || weight.Shape is not [var outputs, var inputs]
                    || bias.Data.Length != outputs)
                {
                    throw new InvalidDataException($"layer {count} of the policy lacks its bias or has misfitting shapes");
                }

                yield return new DenseLayer(weight.Data, bias.Data, inputs);
            }

            if (count == 0)
            {
                throw new InvalidDataException("the policy has no layers: the tensor 'policy.0.weight' is missing");
            }
        }

        public void Apply(float[] x, float[] y, bool rectify)
        {
            ref var w = ref MemoryMarshal.GetArrayDataReference(weight);
            ref var b = ref MemoryMarshal.GetArrayDataReference(bias);
            ref var target = ref MemoryMarshal.GetArrayDataReference(y);
            var column = 0;
            for (; column <= PaddedOutputs - BlockVectors * Lanes; column += BlockVectors * Lanes)
            {
                var sum0 = Vector256.LoadUnsafe(ref b, (nuint)column);
                var sum1 = Vector256.LoadUnsafe(ref b, (nuint)(column + Lanes));
                var sum2 = Vector256.LoadUnsafe(ref b, (nuint)(column + 2 * Lanes));
                var sum3 = Vector256.LoadUnsafe(ref b, (nuint)(column + 3 * Lanes));
                var row = (nuint)column;
                for (var i = 0; i < Inputs; i++, row += (nuint)PaddedOutputs)
                {
                    var input = Vector256.Create(x[i]);
                    sum0 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref w, row), sum0);
                    sum1 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref w, row + Lanes), sum1);
                    sum2 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref w, row + 2 * Lanes), sum2);
                    sum3 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref w, row + 3 * Lanes), sum3);
                }

                Finish(sum0, rectify).StoreUnsafe(ref target, (nuint)column);
                Finish(sum1, rectify).StoreUnsafe(ref target, (nuint)(column + Lanes));
                Finish(sum2, rectify).StoreUnsafe(ref target, (nuint)(column + 2 * Lanes));
                Finish(sum3, rectify).StoreUnsafe(ref target, (nuint)(column + 3 * Lanes));
            }

            for (; column < PaddedOutputs; column += Lanes)
            {
                var sum = Vector256.LoadUnsafe(ref b, (nuint)column);
                var row = (nuint)column;
                for (var i = 0; i < Inputs; i++, row += (nuint)PaddedOutputs)
                {
                    sum = Fma.MultiplyAdd(Vector256.Create(x[i]), Vector256.LoadUnsafe(ref w, row), sum);
                }

                Finish(sum, rectify).StoreUnsafe(ref target, (nuint)column);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Finish(Vector256<float> sum, bool rectify) =>
            rectify ? Avx.Max(sum, Vector256<float>.Zero) : sum;
    }
}
