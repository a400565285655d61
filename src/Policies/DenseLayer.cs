using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Policies;

/// <summary>
/// y = W x + b for one x, with the bits of the plain loop over the inputs in their order, one fused multiply-add each. Outputs are padded
/// to whole vectors.
/// </summary>
/// <remarks>
/// What bounds it is reading the weight from the second-level cache. So the weight lies in the order in which it is read: panels of
/// outputs, and by input within a panel; as many vectors wide as hide the latency of their sums. Inputs that are 0, half of them after
/// a ReLU, are passed over: adding 0 changes no sum.
/// </remarks>
internal sealed class DenseLayer
{
    private const int Lanes = 8;
    private const int PanelWidth = 8 * Lanes;
    private const int CacheLine = 64;
    private readonly float[] weight; // pinned; from weightStart on, panels [Inputs, PanelWidth], then panels [Inputs, Lanes]
    private readonly int weightStart;
    private readonly float[] bias;

    private DenseLayer(float[] outByIn, float[] bias, int inputs)
    {
        Inputs = inputs;
        PaddedOutputs = (bias.Length + Lanes - 1) / Lanes * Lanes;
        Outputs = bias.Length;
        this.bias = new float[PaddedOutputs];
        for (var o = 0; o < bias.Length; o++)
        {
            this.bias[o] = bias[o] + 0f; // never -0, to which adding 0 would make a difference
        }

        weight = GC.AllocateArray<float>((Inputs * PaddedOutputs) + (CacheLine / sizeof(float)), pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(weight, 0);
        weightStart = (int)((CacheLine - (address % CacheLine)) % CacheLine) / sizeof(float);
        for (var o = 0; o < Outputs; o++)
        {
            var (panel, width) = Panel(o);
            for (var i = 0; i < Inputs; i++)
            {
                weight[weightStart + (panel * Inputs) + (i * width) + (o - panel)] = outByIn[(o * Inputs) + i];
            }
        }
    }

    /// <summary>Numbers in.</summary>
    public int Inputs { get; }

    /// <summary>Numbers out.</summary>
    public int Outputs { get; }

    /// <summary>Numbers written, those beyond <see cref="Outputs"/> without meaning.</summary>
    public int PaddedOutputs { get; }

    private int WidePanelsEnd => PaddedOutputs / PanelWidth * PanelWidth;

    /// <summary>The layers <c>policy.L</c> in order.</summary>
    /// <exception cref="InvalidDataException">There is none, or one is incomplete or does not fit the one before it.</exception>
    public static IEnumerable<DenseLayer> Read(IReadOnlyDictionary<string, StateTensor> tensors)
    {
        var (count, before) = (0, 0);
        for (; tensors.TryGetValue($"policy.{count}.weight", out var weight); count++)
        {
            if (!tensors.TryGetValue($"policy.{count}.bias", out var bias) || weight.Shape is not [var outputs, var inputs]
                || bias.Data.Length != outputs || Math.Min(outputs, inputs) == 0 || (count > 0 && inputs != before))
            {
                throw new InvalidDataException($"layer {count} of the policy lacks its bias or has misfitting shapes");
            }

            before = outputs;
            yield return new DenseLayer(weight.Data, bias.Data, inputs);
        }

        if (count == 0)
        {
            throw new InvalidDataException("the policy has no layers: the tensor 'policy.0.weight' is missing");
        }
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Outputs, <see cref="PaddedOutputs"/> of them.</param>
    /// <param name="active">Room for <see cref="Inputs"/> numbers.</param>
    /// <param name="rectify">Whether negative outputs become 0.</param>
    public void Apply(float[] x, float[] y, int[] active, bool rectify)
    {
        var inputs = Active(x, active);
        ref var w = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(weight), weightStart);
        for (var column = 0; column < WidePanelsEnd; column += PanelWidth)
        {
            ApplyWide(inputs, x, ref Unsafe.Add(ref w, column * Inputs), bias.AsSpan(column), y.AsSpan(column), rectify);
        }

        for (var column = WidePanelsEnd; column < PaddedOutputs; column += Lanes)
        {
            ApplyNarrow(inputs, x, ref Unsafe.Add(ref w, column * Inputs), bias.AsSpan(column), y.AsSpan(column), rectify);
        }
    }

    /// <summary>Which inputs are not 0. No branch: which they are cannot be predicted.</summary>
    private ReadOnlySpan<int> Active(float[] x, int[] active)
    {
        var count = 0;
        for (var i = 0; i < Inputs; i++)
        {
            active[count] = i;
            count += x[i] != 0 ? 1 : 0;
        }

        return active.AsSpan(0, count);
    }

    private static void ApplyWide(
        ReadOnlySpan<int> inputs, float[] x, ref float panel, ReadOnlySpan<float> bias, Span<float> y, bool rectify)
    {
        ref var b = ref MemoryMarshal.GetReference(bias[..PanelWidth]);
        var sum0 = Vector256.LoadUnsafe(ref b);
        var sum1 = Vector256.LoadUnsafe(ref b, 1 * Lanes);
        var sum2 = Vector256.LoadUnsafe(ref b, 2 * Lanes);
        var sum3 = Vector256.LoadUnsafe(ref b, 3 * Lanes);
        var sum4 = Vector256.LoadUnsafe(ref b, 4 * Lanes);
        var sum5 = Vector256.LoadUnsafe(ref b, 5 * Lanes);
        var sum6 = Vector256.LoadUnsafe(ref b, 6 * Lanes);
        var sum7 = Vector256.LoadUnsafe(ref b, 7 * Lanes);
        foreach (var i in inputs)
        {
            var input = Vector256.Create(x[i]);
            ref var row = ref Unsafe.Add(ref panel, i * PanelWidth);
            sum0 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row), sum0);
            sum1 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 1 * Lanes), sum1);
            sum2 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 2 * Lanes), sum2);
            sum3 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 3 * Lanes), sum3);
            sum4 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 4 * Lanes), sum4);
            sum5 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 5 * Lanes), sum5);
            sum6 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 6 * Lanes), sum6);
            sum7 = Fma.MultiplyAdd(input, Vector256.LoadUnsafe(ref row, 7 * Lanes), sum7);
        }

        ref var target = ref MemoryMarshal.GetReference(y[..PanelWidth]);
        Finish(sum0, rectify).StoreUnsafe(ref target);
        Finish(sum1, rectify).StoreUnsafe(ref target, 1 * Lanes);
        Finish(sum2, rectify).StoreUnsafe(ref target, 2 * Lanes);
        Finish(sum3, rectify).StoreUnsafe(ref target, 3 * Lanes);
        Finish(sum4, rectify).StoreUnsafe(ref target, 4 * Lanes);
        Finish(sum5, rectify).StoreUnsafe(ref target, 5 * Lanes);
        Finish(sum6, rectify).StoreUnsafe(ref target, 6 * Lanes);
        Finish(sum7, rectify).StoreUnsafe(ref target, 7 * Lanes);
    }

    private static void ApplyNarrow(
        ReadOnlySpan<int> inputs, float[] x, ref float panel, ReadOnlySpan<float> bias, Span<float> y, bool rectify)
    {
        var sum = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bias[..Lanes]));
        foreach (var i in inputs)
        {
            sum = Fma.MultiplyAdd(Vector256.Create(x[i]), Vector256.LoadUnsafe(ref panel, (nuint)(i * Lanes)), sum);
        }

        Finish(sum, rectify).StoreUnsafe(ref MemoryMarshal.GetReference(y[..Lanes]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finish(Vector256<float> sum, bool rectify) =>
        rectify ? Avx.Max(sum, Vector256<float>.Zero) : sum;

    /// <summary>The first output of an output's panel, and the panel's width.</summary>
    private (int Start, int Width) Panel(int output) =>
        output < WidePanelsEnd ? (output / PanelWidth * PanelWidth, PanelWidth) : (output / Lanes * Lanes, Lanes);
}
