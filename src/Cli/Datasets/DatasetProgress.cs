using System.Diagnostics;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Datasets;

/// <summary>Progress of work on a dataset: a line in some seconds, so that short work is silent.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="unit">What is counted, such as <c>steps</c>.</param>
internal sealed class DatasetProgress(TextWriter output, string unit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan reported;

    /// <summary>Takes in how much of how much is done.</summary>
    public void Report(long done, long all)
    {
        if (clock.Elapsed - reported > Interval)
        {
            reported = clock.Elapsed;
            var speed = (long)(done / clock.Elapsed.TotalSeconds);
            output.WriteLine($"{Numbers.Count(done)} of {Numbers.Count(all)} {unit}, {Numbers.Count(speed)} {unit}/s");
        }
    }
}
