using System.CommandLine;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Cli.Clusters;

/// <summary>Seeds of many runs in one option.</summary>
internal static class SeedRange
{
    /// <summary>The option <c>--seed</c>.</summary>
    public static Option<ulong[]> Option() => new("--seed")
    {
        Description = "Seeds, a run for each: 7, 1..10, or 1..3,7.",
        HelpName = "SEEDS",
        DefaultValueFactory = _ => [1],
        CustomParser = result =>
        {
            var seeds = SeedList.Parse(result.Tokens[0].Value);
            if (seeds is null)
            {
                result.AddError($"--seed is '{result.Tokens[0].Value}', expected whole numbers such as 7, 1..10 or 1..3,7, at most {SeedList.Most} and each once");
            }

            return seeds ?? [];
        },
    };
}
