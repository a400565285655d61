using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>The arithmetic in which TorchSharp lets go of a number too early.</summary>
/// <remarks>
/// A number enters libtorch as a <see cref="Scalar"/>, an object with a finaliser. TorchSharp reads its handle and then drops it, so a
/// garbage collection may free the number before libtorch has read it: the result is wrong, or libtorch says "Expected false to be true".
/// Every operator and method that takes a plain number is exposed, and so are <c>x + y</c>, <c>square</c> and <c>softplus</c>, which make
/// a Scalar inside. Here each is kept until the call has returned; a test holds all code on TorchSharp to these.
/// </remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1;
    private static readonly Scalar Two = 2;

    /// <summary>x + y.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x + y.</summary>
    public static Tensor Plus(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.add(number, One);
    }

    /// <summary>x - y.</summary>
    public static Tensor Minus(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.sub(number);
    }

    /// <summary>x y.</summary>
    public static Tensor Times(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.mul(number);
    }

    /// <summary>x / y.</summary>
    public static Tensor Over(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.div(number);
    }

    /// <summary>x^2.</summary>
    public static Tensor Squared(this Tensor x) => x.pow(Two);

    /// <summary>min(max(x, lower), upper).</summary>
    public static Tensor Clamped(this Tensor x, double lower, double upper)
    {
        using Scalar least = lower;
        using Scalar most = upper;
        return x.clamp(least, most);
    }

    /// <summary>min(x, upper).</summary>
    public static Tensor AtMost(this Tensor x, double upper)
    {
        using Scalar most = upper;
        return x.clamp_max(most);
    }

    /// <summary>1 where x is above y, else 0.</summary>
    public static Tensor IsAbove(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.gt(number).to(float32);
    }

    /// <summary>1 where x is at least y, else 0.</summary>
    public static Tensor Reaches(this Tensor x, double y)
    {
        using Scalar number = y;
        return x.ge(number).to(float32);
    }
}
