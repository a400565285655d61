using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AwacAkka.Cli.Commands;

/// <summary>Options that take numbers, with errors in this program's words.</summary>
internal static class NumberOption
{
    /// <summary>The option <c>--seed</c>.</summary>
    public static Option<ulong> Seed(string description) => new("--seed")
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseSeed,
    };

    /// <summary>The option <c>--seed</c> where a run has one already.</summary>
    public static Option<ulong?> OptionalSeed(string description) => new("--seed")
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseSeed(result),
    };

    /// <summary>A required option that takes a whole number, 0 included.</summary>
    public static Option<int> NotNegative(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        Required = true,
        CustomParser = result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}', expected a whole number, 0 or more");
            }

            return value;
        },
    };

    /// <summary>An option that takes a positive whole number.</summary>
    public static Option<int?> Positive(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "N",
        Required = required,
        CustomParser = result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value == 0)
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}', expected a positive whole number up to {int.MaxValue}");
            }

            return value;
        },
    };

    private static ulong ParseSeed(ArgumentResult result)
    {
        if (!ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            result.AddError($"--seed is '{result.Tokens[0].Value}', expected a whole number, 0 or more, up to {ulong.MaxValue}");
        }

        return value;
    }
}
