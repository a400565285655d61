using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>A number as the C shim takes it; the layout is shared with shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeScalar(bool integral, long integer, double real)
{
    private readonly int _isIntegral = integral ? 1 : 0;
    private readonly long _integer = integer;
    private readonly double _real = real;
}
