namespace AwacAkka.Actors.Tests;

/// <summary>Nobody watches the run, but a test can wait for its first round.</summary>
internal sealed class IgnoredProgress : IRunProgress
{
    public TaskCompletionSource FirstRound { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void RoundEnded(MetricsRow row) => FirstRound.TrySetResult();
}
