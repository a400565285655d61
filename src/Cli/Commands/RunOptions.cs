using System.CommandLine;

namespace AwacAkka.Cli.Commands;

/// <summary>Options of the commands that go back to a recorded run.</summary>
internal static class RunOptions
{
    /// <summary>The option <c>--accept-other-cpu</c>.</summary>
    public static Option<bool> AcceptOtherCpu() => new("--accept-other-cpu")
    {
        Description = "Go on although the run was begun on another CPU or BLAS, whose bits may differ from this one's.",
    };
}
