using System.Diagnostics;
using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Bench.Faults;

/// <summary>A registered HalfCheetah whose steps throw now and then, and the time stamp of the last time that one did.</summary>
internal static class FailingCheetah
{
    /// <summary>Its id.</summary>
    public const string RegisteredId = "FailingHalfCheetah";

    private const int StepsBetweenFailures = 9_973;
    private static long failedAt;
    private static int steps;

    /// <summary>Adds it to the registry of this process.</summary>
    public static void Register() => EnvironmentRegistry.Register(
        new EnvironmentSpec(RegisteredId, "throws now and then", () => new Failing(new HalfCheetah()), TimeLimit: 1000));

    /// <summary>When a step threw since the last question; null where none did.</summary>
    public static long? LastFailure() => Interlocked.Exchange(ref failedAt, 0) is var at and > 0 ? at : null;

    private sealed class Failing(HalfCheetah inner) : EnvironmentWrapper(inner)
    {
        public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
        {
            if (++steps % StepsBetweenFailures == 0)
            {
                Volatile.Write(ref failedAt, Stopwatch.GetTimestamp());
                throw new InvalidOperationException("it was its turn to fail");
            }

            return Inner.Step(action, observation);
        }
    }
}
