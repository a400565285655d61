using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// The libtorch under TorchSharp. It is found, checked and loaded here: TorchSharp by itself takes what the system's loader finds by
/// name, such as Debian's 1.13, whatever version it was built for. Afterwards the loader knows the names, and TorchSharp gets what is
/// here.
/// </summary>
public static class Libtorch
{
    /// <summary>Environment variable that names the folder of another libtorch, such as that of PyTorch's package <c>torch</c>.</summary>
    public const string FolderVariable = "LIBTORCH";

    /// <summary>Environment variable that, set to 1, lets libtorch be of another version.</summary>
    public const string AnyVersionVariable = "AWAC_ANY_LIBTORCH";

    /// <summary>The version that TorchSharp was built for; the third number does not matter.</summary>
    public const string WantedVersion = "2.10";

    private static readonly Lazy<string> Loaded = new(LoadOnce);

    /// <summary>
    /// Version and kernels, such as <c>libtorch 2.10.0, MKL's kernels as shipped</c>: what a learner's bits depend on. Loads it.
    /// </summary>
    /// <exception cref="DllNotFoundException">As <see cref="Load"/>.</exception>
    public static string Description => Loaded.Value;

    /// <summary>
    /// Loads it. Call this before TorchSharp's first use, to have the sentence where something is amiss: TorchSharp has another.
    /// </summary>
    /// <exception cref="DllNotFoundException">It is missing, or of another version; the message says what to do.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Loads it as soon as anybody's code loads TorchSharp. A failure is kept, and <see cref="Load"/> throws it.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its library at the first use of its types, wherever that is.")]
    internal static void LoadWithTorchSharp()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadWith(loaded.LoadedAssembly);
        Array.ForEach(AppDomain.CurrentDomain.GetAssemblies(), LoadWith);
    }

    /// <summary>Refuses a platform, such as <c>linux-arm64</c>, that TorchSharp has no library for.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    internal static void CheckPlatform(string platform)
    {
        if (platform is not ("linux-x64" or "osx-arm64" or "win-arm64" or "win-x64"))
        {
            throw new DllNotFoundException(
                $"TorchSharp is not made for this platform, {platform}: use learner.device = auto or cpu, which do without.");
        }
    }

    private static void LoadWith(Assembly assembly)
    {
        try
        {
            if (assembly.GetName().Name == "TorchSharp")
            {
                Load();
            }
        }
        catch (DllNotFoundException)
        {
            // Thrown here, it would reach nobody.
        }
    }

    private static string LoadOnce()
    {
        CheckPlatform(Platform);
        var chosen = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;
        if (Platform != "linux-x64")
        {
            // NuGet's packages for these systems lie where TorchSharp finds them.
            return chosen is null
                ? $"libtorch {WantedVersion}"
                : throw new DllNotFoundException($"{FolderVariable} in the environment is for Linux on x86-64 alone: unset it.");
        }

        var found = LibtorchFolder.Find(chosen, Places);
        var fix = chosen is null ? "build again on this system" : $"name another libtorch with {FolderVariable}, or unset the variable";
        var any = Environment.GetEnvironmentVariable(AnyVersionVariable) == "1";
        LibtorchVersion.Check(found, LibtorchVersion.Told(found), any);
        MklKernels.Choose();
        var cpu = SharedLibrary.Open(found.File(LibtorchFolder.Cpu), fix);
        var version = LibtorchVersion.Told(found) ?? LibtorchVersion.Compiled(cpu);
        LibtorchVersion.Check(found, version, any);
        if (File.Exists(found.File(LibtorchFolder.Cuda)))
        {
            SharedLibrary.Open(found.File(LibtorchFolder.Cuda), fix); // before anyone asks libtorch for a GPU: it looks once
        }

        // TorchSharp's library needs it by name, and would take the system's beside this one: the process dies of two.
        SharedLibrary.Open(found.File(LibtorchFolder.All), fix);
        SharedLibrary.Open(found.TorchSharp, fix);
        return $"libtorch {version}, {MklKernels.Description}";
    }

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "?";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Beside a published program, where the build laid it, and where NuGet puts packages for a GPU.</summary>
    private static string[] Places =>
    [
        Path.Combine(AppContext.BaseDirectory, "libtorch"),
        .. typeof(Libtorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(a => a.Key == "Libtorch").Select(a => a.Value!),
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
        AppContext.BaseDirectory,
    ];
}
