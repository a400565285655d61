using System.Reflection;

namespace AwacAkka.Actors.Processes;

/// <summary>How a worker process is started: a program that calls <see cref="WorkerHost.Run"/>.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record WorkerLaunch(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The program that is running, with other arguments.</summary>
    public static WorkerLaunch OfThisProgram(params string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new PlatformNotSupportedException("the path of the program is not known");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new WorkerLaunch(program, [Assembly.GetEntryAssembly()!.Location, .. arguments])
            : new WorkerLaunch(program, arguments);
    }
}
