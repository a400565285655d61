using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>A cursor over HOCON text that knows its line and reads the smallest pieces.</summary>
internal sealed class HoconReader(string text)
{
    private int _position;

    public int Line { get; private set; } = 1;

    public bool AtEnd => _position >= text.Length;

    public char Current => AtEnd ? '\0' : text[_position];

    public bool AtComment => Current == '#' || At("//");

    public bool AtLineEnd => AtEnd || Current == '\n';

    public bool At(string expected) => string.CompareOrdinal(text, _position, expected, 0, expected.Length) == 0;

    public void Skip(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--, _position++)
        {
            if (Current == '\n')
                Line++;
        }
    }

    public bool TrySkip(string expected)
    {
        if (!At(expected))
            return false;
        Skip(expected.Length);
        return true;
    }

    /// <summary>Blanks within a line.</summary>
    public string ReadBlanks() => ReadWhile(c => c != '\n' && char.IsWhiteSpace(c));

    /// <summary>Blanks, line ends and comments.</summary>
    public void SkipSpace()
    {
        while (!AtEnd)
        {
            if (AtComment)
                ReadWhile(c => c != '\n');
            else if (char.IsWhiteSpace(Current) || Current == '\uFEFF')
                Skip();
            else
                return;
        }
    }

    public string ReadWhile(Func<char, bool> accept)
    {
        var start = _position;
        while (!AtEnd && accept(Current))
            Skip();
        return text[start.._position];
    }

    /// <summary>Unquoted text up to a blank, a reserved character, a comment, or one of the given stops.</summary>
    public string ReadUnquoted(string stops = "")
    {
        var start = _position;
        while (!AtEnd && HoconText.IsAllowedUnquoted(Current) && !char.IsWhiteSpace(Current) && !AtComment
            && !At("+=") && !stops.Contains(Current, StringComparison.Ordinal))
        {
            Skip();
        }

        return text[start.._position];
    }

    public string ReadQuoted()
    {
        if (At("\"\"\""))
            return ReadTripleQuoted();

        var startLine = Line;
        Skip();
        var content = new StringBuilder();
        while (Current != '"')
        {
            if (AtLineEnd)
                throw Error("the quoted text has no closing quote", startLine);
            if (Current == '\\')
                content.Append(ReadEscape());
            else
                content.Append(Current);
            Skip();
        }

        Skip();
        return content.ToString();
    }

    public ConfigurationException Error(string problem, int? line = null) => new($"Configuration line {line ?? Line}: {problem}.");

    private string ReadTripleQuoted()
    {
        var startLine = Line;
        Skip(3);
        var end = text.IndexOf("\"\"\"", _position, StringComparison.Ordinal);
        if (end < 0)
            throw Error("the text in triple quotes has no closing triple quotes", startLine);
        // Quotes directly before the closing three belong to the text.
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;
        var content = text[_position..end];
        Skip(end + 3 - _position);
        return content;
    }

    /// <summary>Leaves the cursor on the escape's last character.</summary>
    private char ReadEscape()
    {
        Skip();
        switch (Current)
        {
            case '"' or '\\' or '/':
                return Current;
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u' when _position + 4 < text.Length && ushort.TryParse(
                text.AsSpan(_position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                Skip(4);
                return (char)code;
            default:
                throw Error($"'\\{Current}' is no escape sequence (use \\\\ for a backslash, or triple quotes)");
        }
    }
}
