namespace AwacAkka.Cli;

/// <summary>Where the program writes.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">One sentence when something is wrong.</param>
/// <param name="Interactive">Whether a person watches: progress is then drawn in place instead of line by line.</param>
public sealed record CliConsole(TextWriter Out, TextWriter Error, bool Interactive);
