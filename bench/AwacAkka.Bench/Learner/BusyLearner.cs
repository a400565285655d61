using AwacAkka.Bench.Rollout;

namespace AwacAkka.Bench.Learner;

/// <summary>A learner beside rollout workers that collect round after round meanwhile, as at pipeline depth 1.</summary>
/// <param name="learner">The learner that is measured.</param>
/// <param name="rollout">The workers.</param>
internal sealed class BusyLearner(OwnLearner learner, WorkersRollout rollout) : IContender, IDisposable
{
    private const int StepsAtATime = 1_000;
    private volatile bool measuring;

    /// <inheritdoc />
    public string Setting => $"{rollout.Setting} beside it";

    /// <inheritdoc />
    public double Run(int count)
    {
        measuring = true;
        var collecting = Task.Factory.StartNew(Collect, TaskCreationOptions.LongRunning);
        var seconds = learner.Run(count);
        measuring = false;
        collecting.Wait();
        return seconds;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        rollout.Dispose();
        learner.Dispose();
    }

    private void Collect()
    {
        while (measuring)
        {
            rollout.Run(StepsAtATime);
        }
    }
}
