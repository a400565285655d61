using System.Buffers.Binary;
using System.Diagnostics;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// The wall clock of the processes that are started with it, which can be set while they run. It stands before the C library's
/// (<c>native/testclock.c</c>), where .NET, OpenSSL and PostgreSQL ask for the time; monotonic clocks stay as they are.
/// </summary>
internal sealed class TestClock
{
    private readonly string file;

    /// <summary>A clock that is right.</summary>
    /// <param name="file">The file that says how wrong it is; the processes must be able to read it.</param>
    public TestClock(string file)
    {
        this.file = file;
        File.WriteAllBytes(file, new byte[sizeof(long)]);
    }

    /// <summary>How far it is ahead of the machine's.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>Has a process have this clock, and those that it starts.</summary>
    public void GiveTo(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = Path.Combine(AppContext.BaseDirectory, "libawactestclock.so");
        start.Environment["AWAC_TEST_CLOCK"] = file;
    }

    /// <summary>Sets it, at once, for all processes that have it.</summary>
    public void Set(TimeSpan offset)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, offset.Ticks * TimeSpan.NanosecondsPerTick);
        using var open = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0); // never shortened: processes have it in their memory
        open.Write(bytes);
        Offset = offset;
    }
}
