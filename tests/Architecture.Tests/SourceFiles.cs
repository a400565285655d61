using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AwacAkka.Architecture.Tests;

/// <summary>A file of C# under <c>src/</c>.</summary>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Text">What is in it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The namespace that it declares; null without one.</summary>
    public string? Namespace => Declaration().Match(Text) is { Success: true } found ? found.Groups[1].Value : null;

    /// <summary>The namespace that its folder stands for.</summary>
    public string Expected => "AwacAkka." + System.IO.Path.GetDirectoryName(Path)!["src/".Length..].Replace('/', '.');

    /// <summary>Namespaces of ours that it imports.</summary>
    public IEnumerable<string> Imports => Import().Matches(Text).Select(found => found.Groups[1].Value);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using (AwacAkka[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Import();
}

/// <summary>The files of C# under <c>src/</c>.</summary>
internal static class SourceFiles
{
    /// <summary>The repository's folder.</summary>
    public static string Root => System.IO.Path.GetFullPath(System.IO.Path.Combine(ThisFolder(), "../.."));

    /// <summary>All of them, without what builds leave behind.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Root, file))
            .Where(file => !file.Split('/').Any(folder => folder is "obj" or "bin"))
            .Select(file => new SourceFile(file, File.ReadAllText(System.IO.Path.Combine(Root, file)))),
    ];

    private static string ThisFolder([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
