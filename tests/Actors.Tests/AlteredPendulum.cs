using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Tests;

/// <summary>Pendulum that breaks the contract where a test says so.</summary>
internal sealed class AlteredPendulum() : EnvironmentWrapper(new Pendulum())
{
    /// <summary>Changes what a reset yields.</summary>
    public Action<double[]> OnReset { get; init; } = _ => { };

    /// <summary>Changes what a restored state yields.</summary>
    public Action<double[]> OnRestore { get; init; } = _ => { };

    /// <summary>Changes what a step yields.</summary>
    public Func<StepResult, StepResult> OnStep { get; init; } = result => result;

    /// <summary>Registers one and names it.</summary>
    public static string Register(Func<AlteredPendulum> make, int? timeLimit = 200)
    {
        var id = $"AlteredPendulum-{Guid.NewGuid():N}";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "for tests", make, timeLimit));
        return id;
    }

    public override void Reset(ulong seed, Span<double> observation)
    {
        Inner.Reset(seed, observation);
        Change(OnReset, observation);
    }

    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation) => OnStep(Inner.Step(action, observation));

    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        Inner.RestoreState(state, observation);
        Change(OnRestore, observation);
    }

    private static void Change(Action<double[]> change, Span<double> observation)
    {
        var copy = observation.ToArray();
        change(copy);
        copy.CopyTo(observation);
    }
}
