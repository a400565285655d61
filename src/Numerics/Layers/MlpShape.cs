using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// Sizes of a network with ReLU hidden layers and a linear output, and where its parameters lie in one flat array:
/// weight [out, in] (<see cref="WeightLayout"/>) and bias [out] per layer, gain [out] and shift [out] of a hidden layer that is normalised, then the
/// free parameters.
/// </summary>
public sealed class MlpShape
{
    private readonly int[] widths;
    private readonly int[] offsets;

    /// <summary>Lays out a network.</summary>
    /// <param name="inputs">Numbers per input row.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="outputs">Numbers per output row.</param>
    /// <param name="freeParameters">Stored after the layers, such as a free log deviation.</param>
    /// <param name="layerNorm">Whether each hidden layer is normalised before its ReLU (<see cref="LayerNormKernels"/>).</param>
    public MlpShape(int inputs, IReadOnlyList<int> hidden, int outputs, int freeParameters = 0, bool layerNorm = false)
    {
        HasLayerNorm = layerNorm;
        widths = [inputs, .. hidden, outputs];
        offsets = new int[widths.Length];
        for (var layer = 0; layer < Layers; layer++)
        {
            offsets[layer + 1] = offsets[layer] + widths[layer + 1] * (widths[layer] + (IsNormalised(layer) ? 3 : 1));
        }

        FreeParameters = freeParameters;
    }

    /// <summary>Whether hidden layers are normalised.</summary>
    public bool HasLayerNorm { get; }

    /// <summary>Linear layers, the output layer included.</summary>
    public int Layers => widths.Length - 1;

    /// <summary>Numbers per input row.</summary>
    public int Inputs => widths[0];

    /// <summary>Numbers per output row.</summary>
    public int Outputs => widths[^1];

    /// <summary>The widest layer, inputs included.</summary>
    public int MaxWidth => widths.Max();

    /// <summary>Parameters after the layers.</summary>
    public int FreeParameters { get; }

    /// <summary>All parameters.</summary>
    public int Parameters => FreeOffset + FreeParameters;

    /// <summary>Where the free parameters begin.</summary>
    public int FreeOffset => offsets[^1];

    /// <summary>Inputs of a layer.</summary>
    public int In(int layer) => widths[layer];

    /// <summary>Outputs of a layer.</summary>
    public int Out(int layer) => widths[layer + 1];

    /// <summary>Where a layer's weight begins.</summary>
    public int Weight(int layer) => offsets[layer];

    /// <summary>A layer's weight in an array of this layout.</summary>
    public NativeView WeightOf(NativeView parameters, int layer) => parameters.Slice(Weight(layer), In(layer) * Out(layer));

    /// <summary>A layer's bias in an array of this layout.</summary>
    public NativeView BiasOf(NativeView parameters, int layer) => parameters.Slice(Bias(layer), Out(layer));

    /// <summary>The free parameters in an array of this layout.</summary>
    public NativeView FreeOf(NativeView parameters) => parameters.Slice(FreeOffset, FreeParameters);

    /// <summary>A normalised layer's gain in an array of this layout.</summary>
    public NativeView GainOf(NativeView parameters, int layer) => parameters.Slice(Gain(layer), Out(layer));

    /// <summary>A normalised layer's shift in an array of this layout.</summary>
    public NativeView ShiftOf(NativeView parameters, int layer) => parameters.Slice(Shift(layer), Out(layer));

    /// <summary>Where a layer's bias begins.</summary>
    public int Bias(int layer) => offsets[layer] + widths[layer] * widths[layer + 1];

    /// <summary>Where a normalised layer's gain begins.</summary>
    public int Gain(int layer) => Bias(layer) + Out(layer);

    /// <summary>Where a normalised layer's shift begins.</summary>
    public int Shift(int layer) => Gain(layer) + Out(layer);

    /// <summary>Whether a layer has gain and shift.</summary>
    public bool IsNormalised(int layer) => HasLayerNorm && layer < Layers - 1;
}
