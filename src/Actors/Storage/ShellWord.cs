using System.Text.RegularExpressions;

namespace AwacAkka.Actors.Storage;

/// <summary>Texts as a shell takes them for one word, for commands that people are told to run.</summary>
public static partial class ShellWord
{
    /// <summary>The text as it is where that will do, else in quotes.</summary>
    public static string Of(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[\p{L}\p{Nd}_./:@%+=,-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
