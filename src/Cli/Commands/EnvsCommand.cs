using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac envs</c>.</summary>
internal static class EnvsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("envs", "List the environments.");
        command.SetAction(_ =>
        {
            var width = EnvironmentRegistry.Ids.Max(id => id.Length);
            foreach (var id in EnvironmentRegistry.Ids)
            {
                var spec = EnvironmentRegistry.Spec(id);
                console.Out.WriteLine($"{id.PadRight(width)}  {Describe(spec)}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static string Describe(EnvironmentSpec spec)
    {
        try
        {
            using var environment = spec.MakeBare();
            var limit = spec.TimeLimit is { } steps ? $"{steps,4} steps" : "no limit  ";
            var actions = environment.ActionSpace is Discrete discrete ? $"{discrete.Count,2} choices" : $"{environment.ActionSpace.Dimension,2} actions";
            var score = spec.Reference is { } reference ? $"; scored {reference.Scale}" : string.Empty;
            return $"{environment.ObservationSpace.Dimension,3} observed  {actions}  {limit}  {spec.Description}{score}";
        }
        catch (MissingNativeLibraryException)
        {
            return $"its native library is missing: run scripts/setup  {spec.Description}";
        }
        catch (EnvironmentFailureException e)
        {
            return $"cannot be made: {UserErrors.OnOneLine(e.Reason ?? e.Message)}; mend it  {spec.Description}";
        }
    }
}
