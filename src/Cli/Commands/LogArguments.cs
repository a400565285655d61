using System.CommandLine;
using AwacAkka.Actors.Replay;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Cli.Commands;

/// <summary>Options that say how a log is to be read.</summary>
/// <param name="environment">What the environment is for, for the help.</param>
/// <param name="required">Whether there must be one.</param>
internal sealed class LogArguments(string environment, bool required = false)
{
    private const string Auto = "auto";
    private const string Environment = "environment";
    private const string Unit = "unit";

    private readonly Option<string?> id = new("--environment") { Description = environment, HelpName = "ID", Required = required };

    private readonly Option<string> rewards = new("--rewards")
    {
        Description = "The key that rewards are read from, where a file has several kinds.",
        HelpName = "KEY",
        DefaultValueFactory = _ => "rewards",
    };

    private readonly Option<string> units = new("--action-units")
    {
        Description = "What actions are measured in: the environment's own box, [-1, 1] (unit), or what file and range tell.",
        DefaultValueFactory = _ => Auto,
    };

    private readonly Option<string?> columns = new("--observation-columns")
    {
        Description = "The columns that make an observation, such as 0-26 or 0-26,40; all where not given.",
        HelpName = "COLUMNS",
    };

    private readonly Option<string?> keys = new("--observation-keys")
    {
        Description = "The arrays that side by side make an observation, such as observations,infos/goal; observations alone where not given.",
        HelpName = "KEYS",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        units.OnlyFrom(Auto, Environment, Unit);
        command.Add(id);
        command.Add(rewards);
        command.Add(units);
        command.Add(columns);
        command.Add(keys);
    }

    /// <summary>What they say.</summary>
    /// <exception cref="DatasetException">The columns are none.</exception>
    /// <exception cref="Environments.UnknownEnvironmentException">No environment has the id.</exception>
    public LogOptions Read(ParseResult parsed) =>
        (parsed.GetValue(id) is { } name ? EnvironmentLogs.Options(name) : new LogOptions()) with
        {
            RewardsKey = parsed.GetRequiredValue(rewards),
            ActionUnits = parsed.GetRequiredValue(units) switch
            {
                Environment => ActionUnits.Environment,
                Unit => ActionUnits.Unit,
                _ => ActionUnits.Auto,
            },
            ObservationKeys = parsed.GetValue(keys) is { } names ? KeysIn(names) : null,
            ObservationColumns = parsed.GetValue(columns) is { } text
                ? ColumnRanges.Parse(text) ?? throw new DatasetException(
                    $"--observation-columns is '{text}', expected columns from 0 on, each once, such as 0-26 or 0-26,40")
                : null,
        };

    private static string[] KeysIn(string names)
    {
        var keys = names.Split(',', StringSplitOptions.TrimEntries);
        return keys.All(key => key.Length > 0) && keys.Distinct().Count() == keys.Length
            ? keys
            : throw new DatasetException($"--observation-keys is '{names}', expected names of arrays, each once, such as observations,infos/goal");
    }
}
