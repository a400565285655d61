using System.Security.Cryptography;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>What is in a folder, so that a test can say that nothing has changed.</summary>
internal static class FolderHash
{
    /// <summary>Every file's path with the hash of its contents. SQLite's shared index is none of the records and left out.</summary>
    public static string Of(string folder) => string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => !f.EndsWith("-shm", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}"));
}
