using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Loads libtorch from where the build laid it once for all programs (Directory.Build.targets), as soon as TorchSharp is: TorchSharp by itself
/// would take a libtorch of the system's, which need not be the version that it was built for.
/// </summary>
internal static class TorchNatives
{
    private const string Library = "libLibTorchSharp.so";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its library at the first use of any of its types, wherever that is.")]
    internal static void Use()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadFor(loaded.LoadedAssembly);
        Array.ForEach(AppDomain.CurrentDomain.GetAssemblies(), LoadFor);
    }

    private static void LoadFor(Assembly assembly)
    {
        if (assembly.GetName().Name == "TorchSharp" && Folder is { } folder)
        {
            NativeLibrary.Load(Path.Combine(folder, Library));
        }
    }

    /// <summary>Beside the program, or where it was built.</summary>
    private static string? Folder => new[] { Path.Combine(AppContext.BaseDirectory, "libtorch"), Built }.FirstOrDefault(Directory.Exists);

    private static string? Built =>
        typeof(TorchNatives).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "Libtorch")?.Value;
}
