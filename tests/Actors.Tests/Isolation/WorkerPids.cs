using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors.Processes;

namespace AwacAkka.Actors.Tests.Isolation;

/// <summary>
/// The worker processes of a process, as the kernel tells. Tests that start some in this process form one collection, so that nobody
/// counts or kills the others'.
/// </summary>
internal static class WorkerPids
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // far beyond what it takes, for a busy machine

    public static IReadOnlyList<int> Of(int parent) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(pid => IsWorkerOf(parent, pid))];

    /// <summary>Waits until so many of them are ready for orders.</summary>
    public static async Task<IReadOnlyList<int>> WaitForAsync(int parent, int count)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Patience);
            int[] ready = [.. Of(parent).Where(TakesOrders)];
            if (ready.Length >= count)
            {
                return ready;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until none of them runs any more.</summary>
    public static async Task WaitForEndAsync(IReadOnlyList<int> pids)
    {
        var clock = Stopwatch.StartNew();
        while (pids.Any(IsRunning))
        {
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Patience);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static void Signal(string signal, IEnumerable<int> pids)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{signal}", .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true });
        kill!.WaitForExit();
    }

    public static bool IsRunning(int pid) => Status(pid) is { } status && status[0] is not ("Z" or "X");

    /// <summary>What a process has used of the processor, in a form that is only good for comparing.</summary>
    public static string? ProcessorTime(int pid) => Status(pid) is { } status ? $"{status[11]} {status[12]}" : null;

    private static bool TakesOrders(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task").Any(thread => File.ReadAllText($"{thread}/comm").TrimEnd() == WorkerSession.OrdersThread);
        }
        catch (IOException)
        {
            return false; // gone in the meantime
        }
    }

    private static bool IsWorkerOf(int parent, int pid)
    {
        try
        {
            return Status(pid) is { } status && status[1] == $"{parent}" && status[0] != "Z"
                && File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').EndsWith("\0worker", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // gone in the meantime
        }
    }

    /// <summary>The fields behind the program's name: state, parent, ...</summary>
    private static string[]? Status(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
