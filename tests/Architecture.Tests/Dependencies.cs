using System.Reflection;

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
    private static readonly Lazy<IReadOnlyList<Type>> AllTypes = new(() =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "AwacAkka.*.dll").Append(Path.Combine(AppContext.BaseDirectory, "awac.dll"))
            .Select(Assembly.LoadFrom).SelectMany(TypeReferences.TypesOf)]);

    /// <summary>All types under <c>src/</c>.</summary>
    public static IReadOnlyList<Type> Types => AllTypes.Value;

    /// <summary>All dependencies between different namespaces.</summary>
    public static IReadOnlyList<Dependency> All()
    {
        var pairs =
            from type in Types
            from other in TypeReferences.Of(type)
            where other.Namespace is { } name && name.StartsWith("AwacAkka", StringComparison.Ordinal) && name != type.Namespace
            select (From: Outermost(type), To: Outermost(other));
        return
        [
            .. pairs.Distinct().GroupBy(pair => (pair.From.Namespace, pair.To.Namespace)).Select(group => new Dependency(
                group.Key.Item1!, group.Key.Item2!, $"{group.First().From.Name} -> {group.First().To.Name}", group.Count())),
        ];
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
