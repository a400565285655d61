using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Which libtorch this is, and whether TorchSharp was built for it: its calls are C++, whose names and layouts change with each version.
/// </summary>
internal static partial class LibtorchVersion
{
    /// <summary>
    /// What a file says before the library is loaded: version.py in PyTorch's package, build-version in a libtorch; null without one, as
    /// in NuGet's.
    /// </summary>
    public static string? Told(LibtorchFolder folder) => folder.IsChosen
        ? Lines(folder, "version.py").Select(line => InPython().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value
            ?? Lines(folder, "build-version").FirstOrDefault()
        : null;

    /// <summary>What the loaded library says; those before 2.9 say nothing.</summary>
    public static string Compiled(IntPtr library)
    {
        if (!NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var function))
        {
            return "before 2.9";
        }

        var number = Marshal.GetDelegateForFunctionPointer<AbiVersion>(function)();
        return $"{number >> 56}.{(number >> 48) & 0xff}.{(number >> 40) & 0xff}";
    }

    /// <summary>
    /// Refuses another version than the one that is wanted, except where any is allowed. Null stands for one that is not known yet.
    /// </summary>
    /// <exception cref="DllNotFoundException">It is another.</exception>
    public static void Check(LibtorchFolder folder, string? version, bool any)
    {
        if (version is not null && !any && !version.StartsWith($"{Libtorch.WantedVersion}.", StringComparison.Ordinal))
        {
            var fix = folder.IsChosen
                ? $"name one of {Libtorch.WantedVersion} with {Libtorch.FolderVariable}, or unset the variable"
                : "build again";
            throw new DllNotFoundException(
                $"the libtorch in {folder.Path} is version {version}, but TorchSharp needs {Libtorch.WantedVersion}: {fix}; "
                + $"{Libtorch.AnyVersionVariable}=1 tries it all the same.");
        }
    }

    /// <summary>Lines of a file that lies beside the libraries or a folder above.</summary>
    private static IEnumerable<string> Lines(LibtorchFolder folder, string name) => ((string[])[Path.Combine("..", name), name])
        .Select(folder.File).Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Trim());

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate ulong AbiVersion();

    [GeneratedRegex("""^__version__\s*=\s*['"]([^'"]+)['"]""")]
    private static partial Regex InPython();
}
