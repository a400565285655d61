using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AwacAkka.Bench.Environments;

/// <summary>The plain C loop over the same library, as a process that answers counts with seconds.</summary>
internal sealed class PlainLoop : IContender, IDisposable
{
    // The tasks whose step is nothing but controls and sub-steps; others have no rival.
    private static readonly Dictionary<string, (string Model, int Substeps)> Models = new()
    {
        ["Ant-v4"] = ("ant.xml", 5),
        ["HalfCheetah-v4"] = ("half_cheetah.xml", 5),
        ["Hopper-v4"] = ("hopper.xml", 4),
        ["InvertedPendulum-v4"] = ("inverted_pendulum.xml", 2),
        ["Reacher-v4"] = ("reacher.xml", 2),
        ["Walker2d-v4"] = ("walker2d.xml", 4),
    };

    private readonly string folder = Directory.CreateTempSubdirectory("awac-bench").FullName;
    private readonly Process process;

    /// <summary>Starts it on one of this program's own models.</summary>
    /// <param name="id">The environment.</param>
    /// <param name="episode">Positions and velocities of the start, then the controls.</param>
    private PlainLoop(string id, double[] episode)
    {
        var (modelFile, episodeFile) = (WriteModel(id, folder), Path.Combine(folder, "episode"));
        File.WriteAllBytes(episodeFile, MemoryMarshal.AsBytes<double>(episode).ToArray());
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "mujoco-loop"),
            [modelFile, Models[id].Substeps.ToString(CultureInfo.InvariantCulture), episodeFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
    }

    /// <inheritdoc />
    public string Setting => "plain C";

    private double End { get; set; }

    /// <summary>Whether an environment has such a rival.</summary>
    public static bool Knows(string id) => Models.ContainsKey(id);

    /// <summary>Starts it on an episode of an environment.</summary>
    /// <param name="id">The environment.</param>
    /// <param name="start">Its saved state right after a reset.</param>
    /// <param name="actions">The episode's actions.</param>
    public static PlainLoop Of(string id, byte[] start, double[] actions) => new(id, [.. PositionsAndVelocities(id, start), .. actions]);

    /// <summary>The coordinates in a saved state of an environment.</summary>
    public static double[] PositionsAndVelocities(string id, byte[] state)
    {
        using var model = AwacAkka.Environments.MuJoCo.MuJoCoModel.FromXml(Encoding.UTF8.GetString(ReadModel(id)));
        return Coordinates(state)[..(model.Doubles("qpos0").Length + model.Doubles("dof_damping").Length)].ToArray();
    }

    /// <summary>Writes an environment's MJCF file into a folder; returns its path.</summary>
    public static string WriteModel(string id, string folder)
    {
        var path = Path.Combine(folder, Models[id].Model);
        File.WriteAllBytes(path, ReadModel(id));
        return path;
    }

    /// <summary>Runs the episode once: its end must be that of the environment to the bit, or they would not be doing the same work.</summary>
    /// <exception cref="BenchException">It is another.</exception>
    public void CheckEnd(string id, int steps, byte[] end)
    {
        Run(steps);
        var own = Coordinates(end)[0];
        if (own != End)
        {
            throw new BenchException($"{id} ends its episode at {own:R}, the plain C loop at {End:R}: they do not simulate the same");
        }
    }

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

    /// <summary>Positions, velocities and more: what a saved state of a simulation holds behind the time.</summary>
    private static ReadOnlySpan<double> Coordinates(byte[] state) =>
        MemoryMarshal.Cast<byte, double>(state.AsSpan(0, state.Length / sizeof(double) * sizeof(double)))[1..];

    private static byte[] ReadModel(string id)
    {
        using var source = typeof(AwacAkka.Environments.IEnvironment).Assembly.GetManifestResourceStream(Models[id].Model)!;
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }
}
