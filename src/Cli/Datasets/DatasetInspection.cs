using AwacAkka.Environments;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Datasets;

/// <summary>Looks a dataset through and tells what is in it and what is wrong with it.</summary>
internal static class DatasetInspection
{
    /// <summary>Writes the report and its warnings.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="file">The dataset.</param>
    /// <param name="id">The environment that it must fit, if any.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="DatasetException">It cannot be used; what could be found out has been written before.</exception>
    public static TransitionSurvey Show(CliConsole console, string file, string? id, LogOptions options, CancellationToken cancellation)
    {
        var progress = new DatasetProgress(console.Out, "transitions");
        if (id is null)
        {
            return Report(DatasetSurvey.Of(file, options, rewardOf: null, progress.Report, cancellation), null);
        }

        var spec = EnvironmentRegistry.Spec(id);
        using var environment = spec.Create();
        options = options with
        {
            ObservationDimension = environment.ObservationSpace.Dimension,
            ActionDimension = environment.ActionSpace.Dimension,
        };
        return Report(
            DatasetSurvey.Of(file, options, LoggedRewards.Of(environment), progress.Report, cancellation), spec.Reference);

        TransitionSurvey Report(DatasetSurvey survey, ReferenceReturns? reference)
        {
            DatasetReport.Write(console.Out, survey, id, reference);
            return survey.Transitions ?? throw new DatasetException(survey.Problem!);
        }
    }
}
