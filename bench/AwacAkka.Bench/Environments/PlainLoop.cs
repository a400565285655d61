using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AwacAkka.Bench.Environments;

/// <summary>The plain C loop over the same library, as a process that answers counts with seconds.</summary>
internal sealed class PlainLoop : IContender, IDisposable
{
    private readonly string episodeFile = Path.GetTempFileName();
    private readonly Process process;

    /// <summary>Starts it on an episode of a task.</summary>
    /// <param name="task">The task; its files must stay until the first count is answered.</param>
    /// <param name="start">The environment's saved state right after a reset.</param>
    /// <param name="controls">The episode's controls.</param>
    public PlainLoop(MuJoCoTask task, byte[] start, double[] controls)
    {
        double[] episode = [.. task.PositionsAndVelocities(start), .. task.Placement(start), .. controls];
        File.WriteAllBytes(episodeFile, MemoryMarshal.AsBytes<double>(episode).ToArray());
        string[] arguments = [task.ModelFile, task.Substeps.ToString(CultureInfo.InvariantCulture), episodeFile];
        var program = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "mujoco-loop"), task.WritesModel ? [.. arguments, "placed"] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(program)!;
    }

    /// <inheritdoc />
    public string Setting => "plain C";

    private double End { get; set; }

    /// <summary>Runs the episode once: its end must be that of the environment to the bit, or they would not be doing the same work.</summary>
    /// <param name="id">The environment.</param>
    /// <param name="steps">The episode's length.</param>
    /// <param name="end">The sum of the positions at its end.</param>
    /// <exception cref="BenchException">It is another.</exception>
    public void CheckEnd(string id, int steps, double end)
    {
        Run(steps);
        if (end != End)
        {
            throw new BenchException($"{id} ends its episode at {end:R}, the plain C loop at {End:R}: they do not simulate the same");
        }
    }

    /// <inheritdoc />
    public double Run(int count)
    {
        Begin(count);
        return Finish();
    }

    /// <summary>Has the process begin so many steps.</summary>
    public void Begin(int count) => process.StandardInput.WriteLine(count);

    /// <summary>Waits until they are done; the seconds that they took.</summary>
    public double Finish()
    {
        var answer = process.StandardOutput.ReadLine()?.Split(' ') ?? throw new BenchException("the plain C loop ended early");
        End = double.Parse(answer[1], CultureInfo.InvariantCulture);
        return double.Parse(answer[0], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        File.Delete(episodeFile);
    }
}
