using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Cli.Progress;

/// <summary>Progress as plain lines: one per evaluation and at most one in some seconds besides.</summary>
/// <param name="config">The run's configuration.</param>
/// <param name="output">Where lines go.</param>
/// <param name="clock">What time it is.</param>
/// <param name="forked">Where the run starts, if it is a fork.</param>
internal sealed class LineProgress(RunConfig config, TextWriter output, TimeProvider clock, RunForked? forked = null) : IRunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private readonly RunStatus status = new(config, forked);
    private long? written;

    /// <inheritdoc />
    public void Advanced(RunAdvance advance)
    {
        status.Add(advance);
        if (written is not { } last || clock.GetElapsedTime(last) >= Interval)
        {
            Write();
        }
    }

    /// <inheritdoc />
    public void RoundEnded(MetricsRow row)
    {
        status.Add(row);
        if (row.Evaluation is not null)
        {
            Write();
        }
    }

    /// <inheritdoc />
    public void Noticed(string sentence) => output.WriteLine(sentence);

    private void Write()
    {
        written = clock.GetTimestamp();
        output.WriteLine(status.Line());
    }
}
