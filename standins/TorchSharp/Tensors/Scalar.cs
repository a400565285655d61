using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number that an operation takes; whether it is integral decides the result's type, as in libtorch.</summary>
public sealed class Scalar : IDisposable
{
    private readonly bool _integral;
    private readonly long _integer;
    private readonly double _real;

    private Scalar(torch.ScalarType type, bool integral, long integer, double real)
    {
        Type = type;
        _integral = integral;
        _integer = integer;
        _real = real;
        Value = new NativeScalar(integral, integer, real);
    }

    public torch.ScalarType Type { get; }

    internal NativeScalar Value { get; }

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, false, 0, value);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, false, 0, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, true, value, 0);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, true, value, 0);

    /// <summary>Nothing native is held; the genuine class frees its native scalar here.</summary>
    public void Dispose()
    {
    }

    internal Scalar Negated() => new(Type, _integral, -_integer, -_real);
}
