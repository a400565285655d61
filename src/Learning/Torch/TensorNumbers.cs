using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>Numbers out of tensors.</summary>
internal static class TensorNumbers
{
    /// <summary>A tensor's numbers in row-major order, copied from its device.</summary>
    public static float[] ToNumbers(this Tensor x) => x.detach().cpu().contiguous().data<float>().ToArray();
}
