using System.Runtime.InteropServices;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// Matrix products of bfloat16 numbers on AMX tiles, by the shim <c>native/awacbf16.c</c>, which also says how the matrices lie. .NET
/// has no intrinsics for them, Debian's OpenBLAS no <c>sbgemm</c>.
/// </summary>
internal static unsafe partial class Bfloat16
{
    private const string Library = "awacbf16";
    private const int Side = 32; // sizes are filled up to multiples of this

    /// <summary>Whether this processor has AMX tiles for bfloat16 and the system lets this process use them.</summary>
    public static bool IsSupported { get; } = Available() != 0;

    /// <summary>A size as it is in memory.</summary>
    public static int Padded(int n) => (n + Side - 1) / Side * Side;

    /// <summary>Zeroed memory for a matrix, two numbers to a float.</summary>
    public static NativeBuffer Allocate(int rows, int columns) => new(Padded(rows) * Padded(columns) / 2);

    /// <summary>x [rows, width] as activations.</summary>
    [LibraryImport(Library, EntryPoint = "awac_bf16_activations")]
    public static partial void Activations(int rows, int width, float* x, ushort* activations);

    /// <summary>w [outputs, inputs] as a layer's weights.</summary>
    [LibraryImport(Library, EntryPoint = "awac_bf16_weights")]
    public static partial void Weights(int outputs, int inputs, float* w, ushort* weights);

    /// <summary>One layer: max(y, 0) as activations where <paramref name="hidden"/> is given, else y [rows, outputs].</summary>
    [LibraryImport(Library, EntryPoint = "awac_bf16_layer")]
    public static partial void Layer(
        int rows, int outputs, int inputs, ushort* activations, ushort* weights, float* bias, ushort* hidden, float* y);

    [LibraryImport(Library, EntryPoint = "awac_bf16_available")]
    private static partial int Available();
}
