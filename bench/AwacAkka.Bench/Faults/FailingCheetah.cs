using System.Diagnostics;
using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;

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

    private sealed class Failing(HalfCheetah inner) : IEnvironment
    {
        public string Id => inner.Id;

        public Space ObservationSpace => inner.ObservationSpace;

        public Space ActionSpace => inner.ActionSpace;

        public int StateSize => inner.StateSize;

        public void Reset(ulong seed, Span<double> observation) => inner.Reset(seed, observation);

        public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
        {
            if (++steps % StepsBetweenFailures == 0)
            {
                Volatile.Write(ref failedAt, Stopwatch.GetTimestamp());
                throw new InvalidOperationException("it was its turn to fail");
            }

            return inner.Step(action, observation);
        }

        public void SaveState(Span<byte> destination) => inner.SaveState(destination);

        public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => inner.RestoreState(state, observation);

        public void Dispose() => inner.Dispose();
    }
}
