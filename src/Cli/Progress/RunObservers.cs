using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli.Progress;

/// <summary>Passes a run's events on to several observers in their order.</summary>
/// <param name="observers">Who hears them.</param>
internal sealed class RunObservers(params IRunObserver[] observers) : IRunObserver
{
    /// <inheritdoc />
    public void OnEvent(RunEvent runEvent)
    {
        foreach (var observer in observers)
        {
            observer.OnEvent(runEvent);
        }
    }

    /// <inheritdoc />
    public void OnProgress(RunProgress progress)
    {
        foreach (var observer in observers)
        {
            observer.OnProgress(progress);
        }
    }
}
