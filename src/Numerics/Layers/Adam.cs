using System.Diagnostics;
using System.Numerics;
using AwacAkka.Numerics.Memory;
using static AwacAkka.Numerics.Kernels.ElementwiseKernels;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// Adam (Kingma and Ba, arXiv 1412.6980) over flat arrays in one pass, as <c>torch.optim.Adam</c> computes it: weight decay enters
/// the gradient, the bias correction of the second moment is inside the denominator.
/// </summary>
/// <param name="learningRate">Step size.</param>
/// <param name="weightDecay">L2 coefficient.</param>
public readonly unsafe struct Adam(float learningRate, float weightDecay = 0)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const float Epsilon = 1e-8f;

    /// <summary>
    /// Step number <paramref name="step"/> (the first is 1) on arrays of one length. Where <paramref name="targetParameters"/> are given,
    /// they then move by tau towards the new parameters.
    /// </summary>
    public void Step(
        long step, NativeView trained, NativeView gradient, NativeView firstMoment, NativeView secondMoment,
        NativeView targetParameters = default, float tau = 0)
    {
        var count = trained.Length;
        Debug.Assert(gradient.Length == count && firstMoment.Length == count && secondMoment.Length == count, "the arrays differ in length");
        Debug.Assert(targetParameters.IsNone || targetParameters.Length == count, "the target differs in length");
        float* parameters = trained.Pointer, gradients = gradient.Pointer, m = firstMoment.Pointer, v = secondMoment.Pointer;
        var target = targetParameters.Pointer;
        var stepSize = (float)(learningRate / (1 - Math.Pow(Beta1, step)));
        var rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step)));
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var p = Load(parameters + i);
            var g = Load(gradients + i) + new Vector<float>(weightDecay) * p;
            var mean = Load(m + i) * (float)Beta1 + g * (float)(1 - Beta1);
            var square = Load(v + i) * (float)Beta2 + g * g * (float)(1 - Beta2);
            p -= mean * stepSize / (Vector.SquareRoot(square) * rootCorrection + new Vector<float>(Epsilon));
            Store(m + i, mean);
            Store(v + i, square);
            Store(parameters + i, p);
            if (target != null)
            {
                Store(target + i, Load(target + i) * (1 - tau) + p * tau);
            }
        }

        for (; i < count; i++)
        {
            var g = gradients[i] + weightDecay * parameters[i];
            m[i] = m[i] * (float)Beta1 + g * (float)(1 - Beta1);
            v[i] = v[i] * (float)Beta2 + g * g * (float)(1 - Beta2);
            parameters[i] -= m[i] * stepSize / (MathF.Sqrt(v[i]) * rootCorrection + Epsilon);
            if (target != null)
            {
                target[i] = target[i] * (1 - tau) + parameters[i] * tau;
            }
        }
    }
}
