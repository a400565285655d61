using System.Text;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>hocon/reference.conf as tables of Markdown: a section of the file is a heading, a comment the meaning of the key below it.</summary>
internal static class ConfigurationTable
{
    /// <summary>The tables.</summary>
    /// <exception cref="InvalidDataException">A key has no comment, or a line is none of what the file consists of.</exception>
    public static string Of(string reference)
    {
        var page = new StringBuilder();
        var comment = new List<string>();
        var sections = new Stack<string>();
        var inTable = false;
        foreach (var line in reference.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                comment.Add(line[1..].Trim());
            }
            else if (line.EndsWith('{'))
            {
                sections.Push(Path(line[..^1]));
                page.Append($"\n## {sections.Peek()}\n");
                comment.Clear();
                inTable = false;
            }
            else if (line.Split('=', 2) is [var key, var value])
            {
                page.Append(inTable ? string.Empty : "\n| key | default | meaning |\n|---|---|---|\n");
                page.Append($"| `{Path(key)}` | `{value.Trim()}` | {Cell(Taken(key))} |\n");
                inTable = true;
            }
            else if (line.Length == 0)
            {
                if (comment.Count > 0 && page.Length > 0)
                {
                    page.Append($"\n{string.Join('\n', comment)}\n");
                    inTable = false;
                }

                comment.Clear();
            }
            else if (line == "}" && sections.TryPop(out _))
            {
                inTable = false;
            }
            else
            {
                throw new InvalidDataException($"'{line}' is neither a comment, a key nor a section of reference.conf");
            }
        }

        return page.ToString();

        string Path(string key) => sections.TryPeek(out var section) ? $"{section}.{key.Trim()}" : key.Trim();

        string Taken(string key)
        {
            var text = string.Join(' ', comment);
            comment.Clear();
            return text.Length > 0 ? text : throw new InvalidDataException($"the key '{key.Trim()}' of reference.conf has no comment");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
