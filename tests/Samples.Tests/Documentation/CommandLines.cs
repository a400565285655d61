using System.Text;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>A command line in a page.</summary>
/// <param name="Place">Page and line, for messages.</param>
/// <param name="Words">Its words, the program's name first.</param>
internal sealed record CommandLine(string Place, IReadOnlyList<string> Words)
{
    /// <summary>What the program is given.</summary>
    public string[] Arguments => [.. Words.Skip(1)];

    /// <summary>The words as one text.</summary>
    public override string ToString() => string.Join(' ', Words);
}

/// <summary>Finds command lines and takes them apart as a shell does.</summary>
internal static class CommandLines
{
    private static readonly string[] Names = ["awac", "scripts/awac"];

    /// <summary>Those of a page: in its blocks of code, and in its text where <c>scripts/awac</c> tells that the command is whole.</summary>
    public static IEnumerable<CommandLine> Of(Page page)
    {
        var inline = page.InlineCode.Where(code => code.Text.StartsWith("scripts/awac ", StringComparison.Ordinal)).SelectMany(code => Of(code.Place, code.Text));
        return page.Fences.Where(fence => fence.Language is "bash" or "").SelectMany(fence => Of(fence.Place, fence.Text)).Concat(inline);
    }

    /// <summary>Those of a text.</summary>
    public static IEnumerable<CommandLine> Of(string place, string text) =>
        from line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        let words = Split(line).SkipWhile(word => word.Contains('=', StringComparison.Ordinal)).ToArray()
        where words.Length > 0 && Names.Contains(words[0])
        select new CommandLine(place, words);

    /// <summary>The words up to a comment, a pipe, a redirection or the next command.</summary>
    private static List<string> Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var c in line)
        {
            if (quote is null && (char.IsWhiteSpace(c) || c is '|' or '>' or '&' or ';' || (c == '#' && word is null)))
            {
                Finish();
                if (!char.IsWhiteSpace(c))
                {
                    return words;
                }
            }
            else if (quote is null && c is '"' or '\'')
            {
                (quote, word) = (c, word ?? new StringBuilder());
            }
            else if (c == quote)
            {
                quote = null;
            }
            else
            {
                word = (word ?? new StringBuilder()).Append(c);
            }
        }

        Finish();
        return words;

        void Finish()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
            }

            word = null;
        }
    }
}
