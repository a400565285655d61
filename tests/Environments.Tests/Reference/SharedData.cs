namespace AwacAkka.Environments.Tests.Reference;

/// <summary>Finds the data made by others, which lies beside the repository and is never part of it.</summary>
internal static class SharedData
{
    /// <summary>The path of a file, or the running test is skipped with the reason.</summary>
    public static string PathOrSkip(string name)
    {
        var path = Folder() is { } folder ? Path.Combine(folder, "data", name) : null;
        Assert.SkipUnless(path is not null && File.Exists(path), $"shared data file {name} is not there (set AWACAKKA_SHARED to its folder)");
        return path!;
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("AWACAKKA_SHARED") is { Length: > 0 } configured)
        {
            return configured;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            // The repository itself may lie in any folder beside or a level below the shared one.
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data")))
            {
                return Path.Combine(folder.FullName, "shared");
            }
        }

        return null;
    }
}
