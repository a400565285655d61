using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds the C shim beside the program and says what to install where it or libtorch is missing.</summary>
internal static class ShimLibrary
{
    internal const string Name = "awactorch";
    private const string FileName = $"lib{Name}.so";

    // Registering must precede the first native call of the assembly, whichever type makes it.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(ShimLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    internal static nint Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                File.Exists(path)
                    ? $"libtorch cannot be loaded: install Debian's package libtorch1.13, which scripts/setup does ({e.Message})"
                    : $"the native library {FileName} is missing in {folder}: install Debian's packages libtorch-dev and cmake, "
                        + "which scripts/setup does, and build again",
                e);
        }
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) =>
        library == Name ? Load(AppContext.BaseDirectory) : 0;
}
