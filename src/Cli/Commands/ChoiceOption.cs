using System.CommandLine;

namespace AwacAkka.Cli.Commands;

/// <summary>Options that take one of a few words, with errors in this program's words: the parser's take several lines and do not name the option.</summary>
internal static class ChoiceOption
{
    /// <summary>Takes these words alone, and shows them in the help.</summary>
    public static void OnlyFrom(this Option<string> option, params string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !words.Contains(token.Value)) is { } wrong)
            {
                result.AddError($"{option.Name} is '{wrong.Value}', expected {string.Join(", ", words[..^1])} or {words[^1]}");
            }
        });
    }
}
