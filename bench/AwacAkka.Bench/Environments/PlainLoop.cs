using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AwacAkka.Bench.Environments;

/// <summary>The plain C loop over the same library, as a process that answers counts with seconds.</summary>
internal sealed class PlainLoop : IContender, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-bench").FullName;
    private readonly Process process;

    /// <summary>Starts it on one of this program's own models.</summary>
    /// <param name="model">The embedded MJCF file.</param>
    /// <param name="substeps">Sub-steps per step.</param>
    /// <param name="episode">Positions and velocities of the start, then the controls.</param>
    public PlainLoop(string model, int substeps, double[] episode)
    {
        var (modelFile, episodeFile) = (Path.Combine(folder, model), Path.Combine(folder, "episode"));
        using (var source = typeof(AwacAkka.Environments.IEnvironment).Assembly.GetManifestResourceStream(model)!)
        using (var target = File.Create(modelFile))
        {
            source.CopyTo(target);
        }

        File.WriteAllBytes(episodeFile, MemoryMarshal.AsBytes<double>(episode).ToArray());
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "mujoco-loop"),
            [modelFile, substeps.ToString(CultureInfo.InvariantCulture), episodeFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
    }

    /// <summary>The first position at the episode's last end.</summary>
    public double End { get; private set; }

    /// <inheritdoc />
    public string Setting => "plain C";

    /// <inheritdoc />
    public double Run(int count)
    {
        process.StandardInput.WriteLine(count);
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
        Directory.Delete(folder, recursive: true);
    }
}
