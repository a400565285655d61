using System.Runtime.InteropServices;

namespace AwacAkka.Cli.Terminal;

/// <summary>
/// How many files the system lets this process have open. With too few the runtime does not find its own parts, nor SQLite its journal, and what is
/// said of it then leads astray. This uses as little as can be, for it has to come before all that.
/// </summary>
internal static partial class OpenFileLimit
{
    private const int Least = 256; // a training was seen to need more than 200
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    /// <summary>What is wrong with the limit, and what to do; null where it is high enough.</summary>
    public static string? Problem() => GetLimit(OpenFiles, out var limit) == 0 && limit.Now < Least
        ? $"the limit of open files is {limit.Now}, which is too low: raise it to {Least} or more, such as with ulimit -n 1024"
        : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private readonly record struct Limit(nuint Now, nuint Most);
}
