using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Training;

/// <summary>The names of a network's tensors in a training state.</summary>
public static class ParameterLayout
{
    /// <summary>Name, shape and place in a flat array of every tensor.</summary>
    /// <param name="name">The network.</param>
    /// <param name="shape">Its layers.</param>
    public static IEnumerable<(string Name, int[] Shape, int Offset)> Of(string name, MlpShape shape)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            yield return ($"{name}.{layer}.weight", [shape.Out(layer), shape.In(layer)], shape.Weight(layer));
            yield return ($"{name}.{layer}.bias", [shape.Out(layer)], shape.Bias(layer));
            if (shape.IsNormalised(layer))
            {
                yield return ($"{name}.norm{layer}.weight", [shape.Out(layer)], shape.Gain(layer));
                yield return ($"{name}.norm{layer}.bias", [shape.Out(layer)], shape.Shift(layer));
            }
        }

        if (shape.FreeParameters > 0)
        {
            yield return ($"{name}.log_std", [shape.FreeParameters], shape.FreeOffset);
        }
    }
}
