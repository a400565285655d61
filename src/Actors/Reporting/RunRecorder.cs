using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Reporting;

/// <summary>Keeps a run's metrics and learning curve up to date in its folder.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="title">The curve's heading.</param>
public sealed class RunRecorder(RunFolder folder, string title) : IRunObserver
{
    private readonly MetricsFile metrics = new(folder.Metrics);
    private readonly List<RunEvent> events = [];
    private double? dataReturn;

    /// <inheritdoc />
    public void OnEvent(RunEvent runEvent)
    {
        events.Add(runEvent);
        switch (runEvent)
        {
            case RunStarted started:
                dataReturn = started.DatasetReturn;
                break;
            case RoundTrained trained:
                metrics.Append(trained);
                break;
            case Evaluated evaluated:
                metrics.Append(evaluated);
                DrawCurve();
                break;
            case Finished:
                DrawCurve();
                break;
        }
    }

    /// <inheritdoc />
    public void OnProgress(RunProgress progress)
    {
    }

    private void DrawCurve() => RunFolder.WriteWhole(
        folder.Curve, System.Text.Encoding.UTF8.GetBytes(LearningCurve.Draw(title, events, dataReturn)));
}
