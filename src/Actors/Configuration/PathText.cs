using System.Text;

namespace AwacAkka.Actors.Configuration;

/// <summary>Texts that are to name a file or folder: an unset shell variable or a text that slipped is refused before anything is looked for.</summary>
public static class PathText
{
    private const int LongestName = 255, LongestPath = 4095; // bytes, of Linux

    /// <summary>Why no file can have that name, to go on with behind what the text was given as; null where one can.</summary>
    public static string? Problem(string text) =>
        string.IsNullOrWhiteSpace(text) ? "is empty, expected the name of a file or folder"
        : text.Contains('\0', StringComparison.Ordinal) ? "holds a character of number 0, which no file's name can"
        : text.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > LongestName) || Encoding.UTF8.GetByteCount(text) > LongestPath
            ? $"is longer than a file's name can be ({LongestName} bytes, with its folders {LongestPath})"
        : null;
}
