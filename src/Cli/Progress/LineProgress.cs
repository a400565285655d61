using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli.Progress;

/// <summary>Progress as plain lines: one per evaluation and at most one in some seconds besides.</summary>
/// <param name="config">The run's configuration.</param>
/// <param name="output">Where lines go.</param>
/// <param name="time">The clock; the system's where null.</param>
internal sealed class LineProgress(RunConfig config, TextWriter output, TimeProvider? time = null) : IRunObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private readonly RunStatus status = new(config);
    private readonly TimeProvider clock = time ?? TimeProvider.System;
    private long? written;

    /// <inheritdoc />
    public void OnEvent(RunEvent runEvent)
    {
        var changed = status.Add(runEvent);
        switch (runEvent)
        {
            case RunStarted started:
                var data = started.DatasetReturn is { } value ? $", the data's mean return is {Numbers.Return(value)}" : "";
                output.WriteLine($"{config.Algorithm.Algorithm} on {config.Environment.Id}, seed {started.Seed}{data}");
                break;
            case SlotQuarantined slot:
                output.WriteLine($"slot {slot.Slot} of round {slot.Round} failed for good and starts anew: {slot.Reason}");
                break;
            case Evaluated:
                Write();
                break;
            default:
                if (changed)
                {
                    WriteNowAndThen();
                }

                break;
        }
    }

    /// <inheritdoc />
    public void OnProgress(RunProgress progress)
    {
        status.Add(progress);
        WriteNowAndThen();
    }

    private void WriteNowAndThen()
    {
        if (written is not { } last || clock.GetElapsedTime(last) >= Interval)
        {
            Write();
        }
    }

    private void Write()
    {
        written = clock.GetTimestamp();
        output.WriteLine(status.Line());
    }
}
