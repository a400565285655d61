namespace AwacAkka.Cli.Terminal;

/// <summary>Where the program writes.</summary>
public sealed class CliConsole
{
    /// <summary>A console of these streams.</summary>
    /// <param name="output">Results and progress; null where it is closed.</param>
    /// <param name="error">One sentence when something is wrong; null where it is closed.</param>
    /// <param name="interactive">Whether a person watches: progress is then drawn in place instead of line by line.</param>
    public CliConsole(TextWriter? output, TextWriter? error, bool interactive)
    {
        Out = new TolerantWriter(output, "standard output");
        Error = new TolerantWriter(error, "standard error");
        Interactive = interactive;
    }

    /// <summary>Results and progress.</summary>
    public TolerantWriter Out { get; }

    /// <summary>One sentence when something is wrong.</summary>
    public TolerantWriter Error { get; }

    /// <summary>Whether a person watches.</summary>
    public bool Interactive { get; }
}
