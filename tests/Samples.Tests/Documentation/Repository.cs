namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>The working copy that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The pages that users and developers read, relative to the root; the change log tells of the past, where names were others.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md", "CONTRIBUTING.md", "bench/README.md", "policies/README.md", "samples/README.md",
        .. Directory.EnumerateFiles(In("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>What makes tests write what pages should hold, instead of comparing.</summary>
    public const string WritePages = WriteVariable + "=1";

    private const string WriteVariable = "AWAC_WRITE_PAGES";

    /// <summary>Whether <see cref="WritePages"/> is set.</summary>
    public static bool WritesPages { get; } = Environment.GetEnvironmentVariable(WriteVariable) == "1";

    /// <summary>The full path of something in it.</summary>
    public static string In(string path) => Path.GetFullPath(path, Root);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AwacAkka.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("these tests read the repository's pages, and run inside it");
        }

        return folder;
    }
}
