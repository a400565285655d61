namespace AwacAkka.Actors.Configuration;

/// <summary>
/// Finds a bracket that nothing closes. Akka's parser takes the text's end for its end, so that half a file, such as one that an editor was killed
/// over, would pass for a whole one.
/// </summary>
internal static class UnclosedBracket
{
    private const string TripleQuote = "\"\"\"";

    /// <summary>The innermost bracket that is left open; null where there is none.</summary>
    public static char? Find(string hocon)
    {
        var open = new Stack<char>();
        for (var i = 0; i < hocon.Length; i++)
        {
            switch (hocon[i])
            {
                case '"':
                    i = EndOfString(hocon, i);
                    break;
                case '#':
                case '/' when hocon.AsSpan(i).StartsWith("//"):
                    i = OrEnd(hocon, hocon.IndexOf('\n', i));
                    break;
                case '{' or '[':
                    open.Push(hocon[i]);
                    break;
                case '}' or ']' when open.Count > 0:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        return open.TryPeek(out var bracket) ? bracket : null;
    }

    /// <summary>Where a string that begins at <paramref name="start"/> has its last quote; the parser complains of one that has none.</summary>
    private static int EndOfString(string hocon, int start)
    {
        if (string.CompareOrdinal(hocon, start, TripleQuote, 0, TripleQuote.Length) == 0)
        {
            var end = hocon.IndexOf(TripleQuote, start + TripleQuote.Length, StringComparison.Ordinal);
            return end < 0 ? hocon.Length : end + TripleQuote.Length - 1;
        }

        for (var i = start + 1; i < hocon.Length; i++)
        {
            if (hocon[i] == '"')
            {
                return i;
            }

            i += hocon[i] == '\\' ? 1 : 0;
        }

        return hocon.Length;
    }

    private static int OrEnd(string text, int index) => index < 0 ? text.Length : index;
}
