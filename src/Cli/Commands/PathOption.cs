using System.CommandLine;
using System.CommandLine.Parsing;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Cli.Commands;

/// <summary>Arguments and options that name files or folders: an empty or impossible name is refused before anything else is looked at.</summary>
internal static class PathOption
{
    /// <summary>Checks an argument's values.</summary>
    public static Argument<T> Checked<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => Check(result, argument.Name, result.Tokens));
        return argument;
    }

    /// <summary>Checks an option's values.</summary>
    /// <param name="option">The option.</param>
    /// <param name="word">A value that is no path.</param>
    public static Option<T> Checked<T>(this Option<T> option, string? word = null)
    {
        option.Validators.Add(result => Check(result, option.Name, result.Tokens.Where(token => token.Value != word)));
        return option;
    }

    private static void Check(SymbolResult result, string name, IEnumerable<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (PathText.Problem(token.Value) is { } problem)
            {
                result.AddError($"{name} {problem}");
                return;
            }
        }
    }
}
