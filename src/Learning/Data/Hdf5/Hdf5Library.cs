using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace AwacAkka.Learning.Data.Hdf5;

/// <summary>
/// Finds Debian's libhdf5 once and guards it: the library is not thread-safe in every build, so each use is inside <see cref="Enter"/>.
/// </summary>
internal static class Hdf5Library
{
    /// <summary>No library has this name, so the loader always asks here, where the versioned names are known.</summary>
    public const string Name = "libhdf5-any-version";

    // The serial build of Debian 12 and 13, then the names that other distributions use. All have 64-bit identifiers.
    private static readonly string[] Candidates =
    [
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5.so.320",
    ];

    private static readonly Lock Gate = new();
    private static IntPtr library;

    [ThreadStatic]
    private static bool silenced;

    /// <summary>Single precision in memory.</summary>
    public static long Float { get; private set; }

    /// <summary>Signed bytes in memory.</summary>
    public static long SignedByte { get; private set; }

    /// <summary>64-bit integers in memory.</summary>
    public static long Int64 { get; private set; }

    /// <summary>Class of the property lists that datasets are opened with.</summary>
    public static long DatasetAccess { get; private set; }

    /// <summary>Takes the library for this thread until the scope is disposed.</summary>
    /// <exception cref="DllNotFoundException">It is not installed.</exception>
    public static Lock.Scope Enter()
    {
        var scope = Gate.EnterScope();
        try
        {
            Load();
            if (!silenced)
            {
                // The library prints its error stack by default; what users see is this program's sentence.
                _ = NativeMethods.SetErrorPrinting(0, IntPtr.Zero, IntPtr.Zero);
                silenced = true;
            }

            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private static void Load()
    {
        if (library != IntPtr.Zero)
        {
            return;
        }

        var found = IntPtr.Zero;
        if (!Candidates.Any(candidate => NativeLibrary.TryLoad(candidate, out found)))
        {
            throw new DllNotFoundException(
                "HDF5 and Minari files need libhdf5, which is missing: install Debian's package libhdf5-103-1, or run scripts/setup.");
        }

        AssemblyLoadContext.GetLoadContext(typeof(Hdf5Library).Assembly)!.ResolvingUnmanagedDll +=
            (_, name) => name == Name ? found : IntPtr.Zero;
        library = found;

        // Its clean-up when the process ends would run beside our threads; all that is open is closed by its owner.
        _ = NativeMethods.DoNotCleanUpAtExit();
        _ = NativeMethods.Open();
        Float = Constant("H5T_NATIVE_FLOAT_g");
        SignedByte = Constant("H5T_NATIVE_SCHAR_g");
        Int64 = Constant("H5T_NATIVE_INT64_g");
        DatasetAccess = Constant("H5P_CLS_DATASET_ACCESS_ID_g");
    }

    /// <summary>The predefined types are variables of the library that have a value once it is open.</summary>
    private static long Constant(string name) => Marshal.ReadInt64(NativeLibrary.GetExport(library, name));
}
