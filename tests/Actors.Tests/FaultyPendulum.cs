using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Tests;

/// <summary>Pendulum with faults by the number of the step, counted over all environments of one registration.</summary>
internal sealed class FaultyPendulum(Pendulum inner, Func<StepResult, StepResult> fault) : EnvironmentWrapper(inner)
{
    /// <summary>Registers an environment whose n-th step yields what <paramref name="fault"/> makes of it, unless that is null.</summary>
    public static string Register(Func<int, StepResult, StepResult?> fault)
    {
        var id = $"FaultyPendulum-{Guid.NewGuid():N}";
        var steps = 0;
        EnvironmentRegistry.Register(new EnvironmentSpec(
            id, "for tests", () => new FaultyPendulum(new Pendulum(), r => fault(Interlocked.Increment(ref steps), r) ?? r), TimeLimit: 200));
        return id;
    }

    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation) => fault(Inner.Step(action, observation));
}
