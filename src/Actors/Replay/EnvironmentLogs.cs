using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Replay;

/// <summary>How logs of an environment are to be read.</summary>
public static class EnvironmentLogs
{
    /// <summary>By what the environment says of itself: sizes, its own action box, its time limit.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    public static LogOptions Options(string id)
    {
        var spec = EnvironmentRegistry.Spec(id);
        using var environment = spec.MakeBare();
        return new LogOptions
        {
            ObservationDimension = environment.ObservationSpace.Dimension,
            ActionDimension = environment.ActionSpace.Dimension,
            Task = new LoggedTask(id, BoxOf(environment.ActionSpace), spec.TimeLimit) { Choices = (environment.ActionSpace as Discrete)?.Count },
        };
    }

    /// <summary>By the environment, and by what a run's configuration says of its dataset.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    public static LogOptions Options(RunConfig config) => Options(config.Environment.Id) with
    {
        ActionUnits = config.Dataset.ActionUnits,
        ObservationColumns = config.Dataset.ObservationColumns,
        MaskTerminals = MasksTerminals(config),
    };

    /// <summary>Whether every algorithm of a run ends the bootstrap at a termination: one that does not needs the state that a terminal row led to, which not every log has.</summary>
    internal static bool MasksTerminals(RunConfig config) => config.Algorithms.All(algorithm => algorithm is not ValueConfig { MaskTerminals: false });

    /// <summary>Refuses data whose actions are no choices where they should be, or may be in other units than those that policies act in: a program read them without the environment.</summary>
    /// <exception cref="RunConfigException">They are, or may be.</exception>
    internal static void CheckUnits(RunConfig config, OfflineDataset? dataset)
    {
        if (dataset is null || (dataset.UnitActions && !config.Environment.HasChoices))
        {
            return;
        }

        var id = config.Environment.Id;
        var task = Options(id).Task!;
        if (task.Choices is { } choices && ActionReading.IndexOfNoChoice(dataset.Transitions.Actions, choices) is var row and >= 0)
        {
            throw new RunConfigException(
                $"the dataset's action in row {row} is {dataset.Transitions.Actions[row]}, but those of {id} are indices of choices, from 0 to {choices - 1}");
        }

        if (!dataset.UnitActions && task.Box is { IsUnit: false } box)
        {
            throw new RunConfigException(
                $"the units of the dataset's actions are not known, and the box of {id} is {box}, not [-1, 1]: read it with EnvironmentLogs.Options(\"{id}\")");
        }
    }

    private static ActionBox? BoxOf(Space space) => space is Box box && new ActionBox(box.Low, box.High) is { IsFinite: true } finite ? finite : null;
}
