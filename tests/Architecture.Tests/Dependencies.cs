using System.Reflection;
using System.Runtime.Loader;

namespace AwacAkka.Architecture.Tests;

/// <summary>One namespace refers to another.</summary>
/// <param name="From">Who refers.</param>
/// <param name="To">Whom to.</param>
/// <param name="Example">A type of each, one of the pairs that make it so.</param>
/// <param name="Count">Pairs of types.</param>
internal sealed record Dependency(string From, string To, string Example, int Count);

/// <summary>The namespaces of the program and which refers to which.</summary>
internal static class Dependencies
{
    private static readonly Lazy<IReadOnlyList<Type>> AllTypes = new(() => TypesIn(AppContext.BaseDirectory, Assembly.LoadFrom));

    /// <summary>All types under <c>src/</c>.</summary>
    public static IReadOnlyList<Type> Types => AllTypes.Value;

    /// <summary>The types of another build's assemblies, which get a load context of their own.</summary>
    public static IReadOnlyList<Type> TypesOf(string folder) => TypesIn(folder, new BuildContext(folder).LoadFromAssemblyPath);

    /// <summary>All dependencies between different namespaces.</summary>
    public static IReadOnlyList<Dependency> All() => Of(Types);

    /// <summary>All dependencies between the namespaces of these types.</summary>
    public static IReadOnlyList<Dependency> Of(IReadOnlyList<Type> types)
    {
        var pairs =
            from type in types
            from other in TypeReferences.Of(type)
            where other.Namespace is { } name && name.StartsWith("AwacAkka", StringComparison.Ordinal) && name != type.Namespace
            select (From: Outermost(type), To: Outermost(other));
        return
        [
            .. pairs.Distinct().GroupBy(pair => (pair.From.Namespace, pair.To.Namespace)).Select(group => new Dependency(
                group.Key.Item1!, group.Key.Item2!, $"{group.First().From.Name} -> {group.First().To.Name}", group.Count())),
        ];
    }

    private static IReadOnlyList<Type> TypesIn(string folder, Func<string, Assembly> load) =>
    [
        .. Directory.EnumerateFiles(folder, "AwacAkka.*.dll").Append(Path.Combine(folder, "awac.dll")).Select(load).SelectMany(TypeReferences.TypesOf),
    ];

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Takes everything that another build has from there, other versions of packages too.</summary>
    private sealed class BuildContext(string folder) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is var file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
