using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;

namespace AwacAkka.Environments.Registry;

/// <summary>Adds the environments of a user's own assembly to the <see cref="EnvironmentRegistry"/>. Thread-safe.</summary>
/// <remarks>
/// Each assembly is loaded into a context of its own, where what it brings beside itself is found by its <c>.deps.json</c>; the
/// contract (this assembly and what that refers to) is always the program's, whatever copy lies beside the user's.
/// </remarks>
public static class EnvironmentAssembly
{
    private const string Contract = "AwacAkka.Environments";

    private static readonly Lock Gate = new();

    private static readonly HashSet<string> Loaded = [];

    private static readonly Dictionary<string, string> Hashes = []; // of the file that an environment comes from, by id

    /// <summary>Full paths of the files that were loaded, for a process that is to know the same environments.</summary>
    public static IReadOnlyList<string> Files
    {
        get
        {
            lock (Gate)
            {
                return [.. Loaded];
            }
        }
    }

    /// <summary>SHA-256 of the file that an environment comes from, as it was when it was loaded; null for one of the program's own. What the assembly refers to is not in it.</summary>
    /// <param name="id">The environment's id.</param>
    public static string? HashOf(string id)
    {
        lock (Gate)
        {
            return Hashes.GetValueOrDefault(id);
        }
    }

    /// <summary>
    /// Loads an assembly and registers its environments, or none of them. Loading the same file again does nothing; nor does a file
    /// that is gone when another of its name was loaded before, so that a record with an old path can be met by the new one.
    /// </summary>
    /// <param name="path">The assembly's file.</param>
    /// <exception cref="EnvironmentAssemblyException">The file cannot be used; one sentence says why.</exception>
    public static void Load(string path)
    {
        var file = Path.GetFullPath(path);
        lock (Gate)
        {
            if (Loaded.Contains(file) || (!File.Exists(file) && Loaded.Any(other => Path.GetFileName(other) == Path.GetFileName(file))))
            {
                return;
            }

            var assembly = Open(path, file);
            CheckContract(path, assembly);
            var (specs, hash) = (Specs(path, assembly), HashOfFile(path, file));
            if (EnvironmentRegistry.TryRegister(specs) is { } defect)
            {
                throw new EnvironmentAssemblyException($"the environments of '{path}' cannot be used: {defect}");
            }

            Loaded.Add(file);
            Array.ForEach(specs, spec => Hashes[spec.Id] = hash);
        }
    }

    private static Assembly Open(string path, string file)
    {
        if (!File.Exists(file))
        {
            throw new EnvironmentAssemblyException($"there is no environment assembly '{path}'");
        }

        try
        {
            return new ModuleContext(file).LoadFromAssemblyPath(file);
        }
        catch (BadImageFormatException e)
        {
            throw new EnvironmentAssemblyException($"'{path}' is no .NET assembly", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new EnvironmentAssemblyException($"the environment assembly '{path}' cannot be loaded: {Clause(e)}", e);
        }
    }

    private static string HashOfFile(string path, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentAssemblyException($"the environment assembly '{path}' cannot be read: {Clause(e)}", e);
        }
    }

    private static void CheckContract(string path, Assembly assembly)
    {
        var built = Array.Find(assembly.GetReferencedAssemblies(), reference => reference.Name == Contract)?.Version
            ?? throw NoEnvironment(path);
        var here = typeof(EnvironmentAssembly).Assembly.GetName().Version!;
        if ((built.Major, built.Minor) != (here.Major, here.Minor))
        {
            throw new EnvironmentAssemblyException(
                $"'{path}' was built against {Contract} {built}, but this program has {here}; build it again against that");
        }
    }

    private static EnvironmentSpec[] Specs(string path, Assembly assembly)
    {
        EnvironmentSpec[] specs;
        try
        {
            specs = [.. assembly.GetExportedTypes().Where(IsModule).SelectMany(type => ((IEnvironmentModule)Activator.CreateInstance(type)!).Environments)];
        }
        catch (Exception e) when (Cause(e) is TypeLoadException or MissingMemberException or BadImageFormatException or FileLoadException)
        {
            throw new EnvironmentAssemblyException(
                $"'{path}' does not fit this program's {Contract}: {Clause(Cause(e))}; build it again against that", e);
        }
        catch (Exception e)
        {
            // The user's own code: whatever it throws is about this assembly.
            throw new EnvironmentAssemblyException($"'{path}' fails to list its environments: {Clause(Cause(e))}", e);
        }

        return specs.Length > 0 ? specs : throw NoEnvironment(path);
    }

    private static bool IsModule(Type type) =>
        type is { IsClass: true, IsAbstract: false } && typeof(IEnvironmentModule).IsAssignableFrom(type) && type.GetConstructor([]) is not null;

    private static Exception Cause(Exception exception) =>
        exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;

    private static string Clause(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static EnvironmentAssemblyException NoEnvironment(string path) => new(
        $"'{path}' holds no environment: it needs a public class that implements {typeof(IEnvironmentModule).FullName} and lists some");

    private sealed class ModuleContext(string file) : AssemblyLoadContext(Path.GetFileName(file))
    {
        private readonly AssemblyDependencyResolver resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            !IsShared(assemblyName.Name!) && resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;

        private static bool IsShared(string name) =>
            name == Contract || typeof(EnvironmentAssembly).Assembly.GetReferencedAssemblies().Any(reference => reference.Name == name);
    }
}
