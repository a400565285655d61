using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Wrappers;

/// <summary>
/// Lets steps fail at random, so that what has to survive failures can be tried out. Whether and how a step fails is a function of
/// (storm, step) alone; the draws have a purpose of their own and change no other.
/// </summary>
public sealed class FaultInjection : IEnvironment
{
    private readonly IEnvironment inner;
    private readonly FaultRates rates;
    private readonly CancellationToken release;
    private ulong storm;
    private uint step;

    /// <summary>Wraps an environment, which it then owns. Steps do not fail before <see cref="Arm"/>.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="rates">How often steps fail.</param>
    /// <param name="release">Ends hanging steps, with an exception: nobody waits for them any more.</param>
    /// <exception cref="ArgumentException">A rate is no probability, or their sum is above 1.</exception>
    /// <exception cref="MissingNativeLibraryException">Crashes are asked for, and the shim that they happen in is missing.</exception>
    public FaultInjection(IEnvironment inner, FaultRates rates, CancellationToken release)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(rates);
        double[] each = [rates.Exception, rates.NonFinite, rates.Hang, rates.Crash];
        if (!each.All(rate => rate is >= 0 and <= 1) || rates.Total > 1)
        {
            throw new ArgumentException("Rates of faults are probabilities whose sum is at most 1.", nameof(rates));
        }

        if (rates.Crash > 0)
        {
            MuJoCoLibrary.EnsureLoaded();
        }

        this.inner = inner;
        this.rates = rates;
        this.release = release;
    }

    /// <inheritdoc />
    public string Id => inner.Id;

    /// <inheritdoc />
    public Space ObservationSpace => inner.ObservationSpace;

    /// <inheritdoc />
    public Space ActionSpace => inner.ActionSpace;

    /// <inheritdoc />
    public int StateSize => inner.StateSize;

    private bool Armed { get; set; }

    /// <summary>Lets steps fail from here on.</summary>
    /// <param name="key">Names the storm: a function of the run's seed, of what is being run, and of the attempt at it.</param>
    /// <param name="nextStep">Number of the next step.</param>
    public void Arm(ulong key, uint nextStep) => (storm, step, Armed) = (key, nextStep, true);

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation) => inner.Reset(seed, observation);

    /// <inheritdoc />
    /// <exception cref="InjectedFaultException">The step was drawn to throw, or a hanging step was released.</exception>
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        if (!Armed)
        {
            return inner.Step(action, observation);
        }

        var number = step++;
        var draws = new AddressedRandom(storm, DrawPurpose.Fault, number);
        var draw = draws.NextDouble();
        if ((draw -= rates.Exception) < 0)
        {
            throw new InjectedFaultException($"an exception was injected at step {number}");
        }

        if ((draw -= rates.Hang) < 0)
        {
            release.WaitHandle.WaitOne();
            throw new InjectedFaultException($"a hang was injected at step {number}");
        }

        if ((draw -= rates.Crash) < 0)
        {
            NativeMethods.Crash();
        }

        var result = inner.Step(action, observation);
        return draw - rates.NonFinite < 0 ? Poison(result, observation, ref draws) : result;
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination) => inner.SaveState(destination);

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => inner.RestoreState(state, observation);

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();

    private static StepResult Poison(StepResult result, Span<double> observation, ref AddressedRandom draws)
    {
        var poison = (draws.NextUInt32() & 3) switch
        {
            0 => double.PositiveInfinity,
            1 => double.NegativeInfinity,
            _ => double.NaN,
        };
        if ((draws.NextUInt32() & 1) == 0)
        {
            return result with { Reward = poison };
        }

        observation[(int)(draws.NextUInt32() % (uint)observation.Length)] = poison;
        return result;
    }
}

/// <summary>A step failed because it was asked to.</summary>
public sealed class InjectedFaultException(string message) : Exception(message);
