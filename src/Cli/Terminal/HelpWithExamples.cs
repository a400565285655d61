using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AwacAkka.Cli.Terminal;

/// <summary>The usual help, then examples.</summary>
/// <param name="usual">The usual help.</param>
/// <param name="examples">Example command lines by command, as it is typed behind <c>awac</c>; the root's are under <c>awac</c>.</param>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyDictionary<string, string[]> examples) : SynchronousCommandLineAction
{
    /// <inheritdoc />
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        if (examples.TryGetValue(command is RootCommand ? "awac" : PathOf(command), out var lines))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        return code;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{PathOf(parent)} {command.Name}" : command.Name;
}
