using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Datasets;

/// <summary>Looks a dataset through and tells what is in it and what is wrong with it.</summary>
internal static class DatasetInspection
{
    /// <summary>Writes the report and its warnings.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="file">The dataset.</param>
    /// <param name="options">How to read it, and the environment that it must fit, if any.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="DatasetException">It cannot be used; what could be found out has been written before.</exception>
    public static TransitionSurvey Show(CliConsole console, string file, LogOptions options, CancellationToken cancellation)
    {
        var progress = new DatasetProgress(console.Out, "transitions");
        var spec = options.Task is { } task ? EnvironmentRegistry.Spec(task.Id) : null;
        using var environment = spec?.MakeBare();
        var rewardOf = environment is null ? null : LoggedRewards.Of(environment);
        var survey = DatasetSurvey.Of(file, options, rewardOf, progress.Report, cancellation);
        DatasetReport.Write(console.Out, survey, options.ObservationColumns, spec?.Id, spec?.Reference);
        return survey.Transitions ?? throw new DatasetException(survey.Problem!);
    }
}
