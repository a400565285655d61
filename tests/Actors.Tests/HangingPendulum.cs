using System.Diagnostics;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Tests;

/// <summary>
/// Pendulum whose calls hang: each sort of call once per scene, or every construction. Workers in other processes know it, too, as the
/// environment of a user's assembly, and they agree by files in the scene's folder on which call has hung already. A hang lasts until
/// the scene is over.
/// </summary>
internal sealed class HangingPendulum : EnvironmentWrapper
{
    private const int StepsBeforeFailure = 30;
    private readonly Scene scene;
    private readonly bool isProbe;
    private int steps;

    public HangingPendulum(Scene scene)
        : base(new Pendulum())
    {
        this.scene = scene;
        isProbe = scene.Claim("probe"); // a run makes one environment for itself, to learn of its spaces
        if (!isProbe)
        {
            MayHang(EnvironmentCall.Construction);
        }
    }

    public override void Reset(ulong seed, Span<double> observation)
    {
        MayHang(EnvironmentCall.Reset);
        Inner.Reset(seed, observation);
    }

    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        MayHang(EnvironmentCall.Step);
        return ++steps == StepsBeforeFailure && scene.Claim("failure") // so that an environment is freed before the end
            ? throw new InvalidOperationException("injected")
            : Inner.Step(action, observation);
    }

    public override void SaveState(Span<byte> destination)
    {
        MayHang(EnvironmentCall.SaveState);
        Inner.SaveState(destination);
    }

    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        MayHang(EnvironmentCall.RestoreState);
        Inner.RestoreState(state, observation);
    }

    public override void Dispose()
    {
        if (!isProbe)
        {
            MayHang(EnvironmentCall.Dispose);
        }

        base.Dispose();
    }

    private void MayHang(EnvironmentCall call)
    {
        if (scene.Hangs(call))
        {
            scene.WaitForEnd();
        }
    }
}

/// <summary>Lists an environment per scene; public, since it is found as a user's would be.</summary>
public sealed class HangingPendulums : IEnvironmentModule
{
    private const string PrefixVariable = "AWAC_TEST_SCENE";
    private const string Id = "HangingPendulum-";
    private static readonly string[] Once = ["thread-rollouts", "process-rollouts", "thread-evaluations", "process-evaluations"];
    private static readonly string[] Always = ["thread-starts", "process-starts", "probe-starts"];

    public IEnumerable<EnvironmentSpec> Environments => Once.Concat(Always).Select(name => new EnvironmentSpec(
        Id + name,
        "for tests",
        () => new HangingPendulum(new Scene($"{FolderPrefix}-{name}", Always.Contains(name))),
        TimeLimit: 200));

    private static string FolderPrefix => Environment.GetEnvironmentVariable(PrefixVariable)!;

    /// <summary>Makes the environments known and begins a scene; worker processes inherit the variable.</summary>
    internal static (string Environment, DirectoryInfo Folder) Begin(string name)
    {
        if (Environment.GetEnvironmentVariable(PrefixVariable) is null)
        {
            Environment.SetEnvironmentVariable(PrefixVariable, Path.Combine(Path.GetTempPath(), $"awac-scene-{Environment.ProcessId}"));
        }

        EnvironmentAssembly.Load(typeof(HangingPendulums).Assembly.Location);
        return (Id + name, Directory.CreateDirectory($"{FolderPrefix}-{name}"));
    }
}

/// <summary>What the environments of one run have in common: a folder that is there for as long as calls shall hang.</summary>
/// <param name="folder">The folder.</param>
/// <param name="alwaysInConstruction">Every construction hangs; else each sort of call does once.</param>
internal sealed class Scene(string folder, bool alwaysInConstruction)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Whether this call is one that hangs.</summary>
    public bool Hangs(EnvironmentCall call) =>
        alwaysInConstruction ? call == EnvironmentCall.Construction : Directory.Exists(folder) && Claim(call.ToString());

    /// <summary>Does something once: true for the first that asks, in whatever process.</summary>
    public bool Claim(string what)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, what), FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Hangs.</summary>
    public void WaitForEnd()
    {
        for (var clock = Stopwatch.StartNew(); Directory.Exists(folder) && clock.Elapsed < Longest;)
        {
            Thread.Sleep(20);
        }
    }
}
