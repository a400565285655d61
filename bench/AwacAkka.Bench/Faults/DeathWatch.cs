using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AwacAkka.Bench.Faults;

/// <summary>
/// Notes when worker processes of this process die, by asking the kernel every half millisecond, so that the watching itself costs the
/// machine next to nothing.
/// </summary>
internal sealed class DeathWatch : IDisposable
{
    private const int ParentField = 1;
    private const int StartTimeField = 19;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(0.5);
    private readonly ConcurrentQueue<long> deaths = new();
    private readonly Thread watcher;
    private volatile bool disposed;

    /// <summary>Begins to watch.</summary>
    public DeathWatch()
    {
        watcher = new Thread(Watch) { IsBackground = true };
        watcher.Start();
    }

    /// <summary>The time stamp of the last death before a moment; null without one since the last question.</summary>
    public long? LastBefore(long moment)
    {
        long? last = null;
        while (deaths.TryPeek(out var at) && at < moment && deaths.TryDequeue(out at))
        {
            last = at;
        }

        return last;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        disposed = true;
        watcher.Join();
    }

    private void Watch()
    {
        while (!disposed)
        {
            // The one at work is the oldest: a spare one is started only after it was ready.
            if (Workers().OrderBy(worker => worker.Started).Select(worker => worker.Pid).FirstOrDefault() is var oldest and > 0)
            {
                while (!disposed && Fields($"/proc/{oldest}") is { } fields && fields[0] is not ("Z" or "X"))
                {
                    Thread.Sleep(Interval);
                }

                deaths.Enqueue(Stopwatch.GetTimestamp());
            }
            else
            {
                Thread.Sleep(Interval);
            }
        }
    }

    private static IEnumerable<(int Pid, long Started)> Workers() =>
        from folder in Directory.GetDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsDigit(name[0])
        let fields = Fields(folder)
        where fields is not null && fields[ParentField] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && fields[0] != "Z"
        select (int.Parse(name, CultureInfo.InvariantCulture), long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));

    /// <summary>The fields of a process's state behind its name: state, parent, ...</summary>
    private static string[]? Fields(string folder)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(folder, "stat"));
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
