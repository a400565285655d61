using System.Diagnostics;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Tests;

/// <summary>
/// Pendulum whose calls hang: each sort of call until the run has noticed one of that sort, or every construction. Workers in other processes
/// know it, too, as the environment of a user's assembly; files in the scene's folder tell them all what was noticed.
/// </summary>
internal sealed class HangingPendulum : EnvironmentWrapper
{
    private const int StepsBeforeHang = 9; // more than a new run takes to try its environment
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
        if (steps >= StepsBeforeHang)
        {
            MayHang(EnvironmentCall.Step);
        }

        return ++steps == StepsBeforeFailure && scene.Hangs(EnvironmentCall.Dispose) // so that an environment is freed before the end
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
            scene.Hang(call);
        }
    }
}

/// <summary>Lists an environment per scene; public, since it is found as a user's would be.</summary>
public sealed class HangingPendulums : IEnvironmentModule
{
    private const string PrefixVariable = "AWAC_TEST_SCENE";
    private const string Id = "HangingPendulum-";
    private static readonly string[] UntilNoticed = ["thread-rollouts", "process-rollouts", "thread-evaluations", "process-evaluations", "signalled-rollouts"];
    private static readonly string[] Always = ["thread-starts", "process-starts", "probe-starts"];

    public IEnumerable<EnvironmentSpec> Environments => UntilNoticed.Concat(Always).Select(name => new EnvironmentSpec(
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
/// <remarks>
/// Were each sort of call to hang once only, a worker that a busy machine has held up, and that was given up for that, could be the one that
/// hangs, and no one would notice.
/// </remarks>
/// <param name="folder">The folder.</param>
/// <param name="alwaysInConstruction">Every construction hangs; else each sort of call does until one was noticed.</param>
internal sealed class Scene(string folder, bool alwaysInConstruction)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Whether calls of that sort hang.</summary>
    public bool Hangs(EnvironmentCall call) => Directory.Exists(folder)
        && (alwaysInConstruction ? call == EnvironmentCall.Construction : !File.Exists(NoticeOf(call)));

    /// <summary>The run has noticed a call of that sort that hangs.</summary>
    public void Notice(EnvironmentCall call) => File.WriteAllText(NoticeOf(call), "");

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

    /// <summary>Whether a call of that sort has begun to hang.</summary>
    public bool HasHung(EnvironmentCall call) => File.Exists(Path.Combine(folder, HangOf(call)));

    /// <summary>Hangs until that is noticed, or the scene is over.</summary>
    public void Hang(EnvironmentCall call)
    {
        Claim(HangOf(call));
        for (var clock = Stopwatch.StartNew(); Hangs(call) && clock.Elapsed < Longest;)
        {
            Thread.Sleep(20);
        }
    }

    private static string HangOf(EnvironmentCall call) => $"{call} has hung";

    private string NoticeOf(EnvironmentCall call) => Path.Combine(folder, $"{call} was noticed");
}
