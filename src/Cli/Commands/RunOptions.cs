using System.CommandLine;

namespace AwacAkka.Cli.Commands;

/// <summary>Arguments and options of the commands that make a run or go back to one.</summary>
internal static class RunOptions
{
    /// <summary>The argument <c>RUN</c>.</summary>
    public static Argument<string> Run(string description = "The folder of a run.") => new Argument<string>("RUN") { Description = description }.Checked();

    /// <summary>The option <c>--best</c>.</summary>
    public static Option<bool> Best() => new("--best") { Description = "The policy that the run itself judged best, instead of the latest." };

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
