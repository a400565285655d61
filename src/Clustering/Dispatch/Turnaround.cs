namespace AwacAkka.Clustering.Dispatch;

/// <summary>What the last jobs of a kind took, in seconds per step.</summary>
internal sealed class Turnaround
{
    private const int Kept = 33;
    private readonly Queue<double> last = new();

    /// <summary>The median; null before there are three.</summary>
    public double? Median
    {
        get
        {
            if (last.Count < 3)
            {
                return null;
            }

            double[] sorted = [.. last.Order()];
            return sorted[sorted.Length / 2];
        }
    }

    /// <summary>One more job has ended.</summary>
    public void Add(double secondsPerStep)
    {
        last.Enqueue(secondsPerStep);
        if (last.Count > Kept)
        {
            last.Dequeue();
        }
    }
}
