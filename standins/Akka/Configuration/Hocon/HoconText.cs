using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Which characters need quotes, and how text is written with them.</summary>
internal static class HoconText
{
    private const string ForbiddenUnquoted = "$\"{}[]:=,#`^?!@*&\\";

    public static bool IsAllowedUnquoted(char c) => !ForbiddenUnquoted.Contains(c, StringComparison.Ordinal);

    public static string Quote(string text)
    {
        var plain = text.Length > 0 && text.Trim().Length == text.Length && text != "null" && !text.Contains("//", StringComparison.Ordinal)
            && text.All(c => IsAllowedUnquoted(c) && !char.IsControl(c));
        if (plain)
            return text;

        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
