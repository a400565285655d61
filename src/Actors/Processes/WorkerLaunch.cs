using System.Diagnostics;
using System.Reflection;

namespace AwacAkka.Actors.Processes;

/// <summary>How a worker process is started: a program that calls <see cref="WorkerHost.Run"/>.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record WorkerLaunch(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The program with further arguments, its three streams the caller's.</summary>
    public ProcessStartInfo ToStartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(FileName, [.. Arguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its sockets in the temporary folder would outlive every crash
        return start;
    }

    /// <summary>The program that is running, with other arguments.</summary>
    public static WorkerLaunch OfThisProgram(params string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new PlatformNotSupportedException("the path of the program is not known");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new WorkerLaunch(program, [Assembly.GetEntryAssembly()!.Location, .. arguments])
            : new WorkerLaunch(program, arguments);
    }
}
