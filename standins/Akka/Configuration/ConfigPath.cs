using System.Text;

namespace Akka.Configuration;

/// <summary>Dotted key paths whose segments may be quoted: <c>a."b.c".d</c>.</summary>
internal static class ConfigPath
{
    public static IReadOnlyList<string> Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.Contains('"', StringComparison.Ordinal))
            return path.Split('.');

        var segments = new List<string>();
        var current = new StringBuilder();
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                segments.Add(current.ToString());
                current.Clear();
            }
            else
            {
                current.Append(c);
            }
        }

        if (quoted)
            throw new ConfigurationException($"The key path {path} has an opening quote without a closing one.");
        segments.Add(current.ToString());
        return segments;
    }

    /// <summary>The segment as it must be written inside a path or as a key.</summary>
    public static string Quote(string segment) =>
        segment.Length > 0 && segment.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '/') ? segment : $"\"{segment}\"";

    public static string Join(string parent, string segment) => parent.Length == 0 ? Quote(segment) : $"{parent}.{Quote(segment)}";
}
