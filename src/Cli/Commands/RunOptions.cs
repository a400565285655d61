using System.CommandLine;

namespace AwacAkka.Cli.Commands;

/// <summary>Options of the commands that make a run or go back to one.</summary>
internal static class RunOptions
{
    /// <summary>The option <c>--set</c>, which may be repeated.</summary>
    public static Option<string[]> Set(string description) => new("--set")
    {
        Description = description,
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>The option <c>--accept-other-cpu</c>.</summary>
    public static Option<bool> AcceptOtherCpu() => new("--accept-other-cpu")
    {
        Description = "Go on although the run was begun on another CPU or BLAS, whose bits may differ from this one's.",
    };
}
