using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Faults;

/// <summary>
/// Lets calls fail at random, so that what has to survive failures can be tried out. Whether and how a step fails is a function of
/// (storm, step) alone, and whether another call hangs, of (storm, next step, call); the draws have purposes of their own and change no
/// other. Construction and disposal belong to no storm: their draws are given to <see cref="Make"/>.
/// </summary>
public sealed class FaultInjection : EnvironmentWrapper
{
    private readonly FaultRates rates;
    private readonly CancellationToken release;
    private bool disposalHangs;
    private ulong storm;
    private uint step;

    /// <summary>Wraps an environment, which it then owns. Nothing fails before <see cref="Arm"/>.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="rates">How often calls fail.</param>
    /// <param name="release">Ends hanging calls, with an exception: nobody waits for them any more.</param>
    /// <exception cref="ArgumentException">A rate is no probability, or those of steps add up to more than 1.</exception>
    /// <exception cref="MissingNativeLibraryException">Crashes are asked for, and the shim that they happen in is missing.</exception>
    public FaultInjection(IEnvironment inner, FaultRates rates, CancellationToken release)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(rates);
        double[] each = [rates.Exception, rates.NonFinite, rates.Hang, rates.Crash, rates.CallHang];
        if (!each.All(rate => rate is >= 0 and <= 1) || rates.Total > 1)
        {
            throw new ArgumentException("Rates of faults are probabilities, and those of steps add up to at most 1.", nameof(rates));
        }

        if (rates.Crash > 0)
        {
            MuJoCoLibrary.EnsureLoaded();
        }

        this.rates = rates;
        this.release = release;
    }

    private bool Armed { get; set; }

    /// <summary>Makes an environment and wraps it; the construction itself and the disposal may hang.</summary>
    /// <param name="make">Makes what to wrap.</param>
    /// <param name="rates">How often calls fail.</param>
    /// <param name="life">The draws of this environment's construction and disposal.</param>
    /// <param name="release">As for the constructor; a hanging disposal that is released frees the environment after all.</param>
    /// <exception cref="InjectedFaultException">A hanging construction was released.</exception>
    public static FaultInjection Make(Func<IEnvironment> make, FaultRates rates, AddressedRandom life, CancellationToken release)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(rates);
        if (life.NextDouble() < rates.CallHang)
        {
            throw Hang("in construction", release);
        }

        return new FaultInjection(make(), rates, release) { disposalHangs = life.NextDouble() < rates.CallHang };
    }

    /// <summary>Lets calls fail from here on.</summary>
    /// <param name="key">Names the storm: a function of the run's seed, of what is being run, and of the attempt at it.</param>
    /// <param name="nextStep">Number of the next step.</param>
    public void Arm(ulong key, uint nextStep) => (storm, step, Armed) = (key, nextStep, true);

    /// <inheritdoc />
    public override void Reset(ulong seed, Span<double> observation)
    {
        MayHang(EnvironmentCall.Reset);
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc />
    /// <exception cref="InjectedFaultException">The step was drawn to throw, or a hanging step was released.</exception>
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        if (!Armed)
        {
            return Inner.Step(action, observation);
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
            throw Hang($"at step {number}", release);
        }

        if ((draw -= rates.Crash) < 0)
        {
            NativeMethods.Crash();
        }

        var result = Inner.Step(action, observation);
        return draw - rates.NonFinite < 0 ? Poison(result, observation, ref draws) : result;
    }

    /// <inheritdoc />
    public override void SaveState(Span<byte> destination)
    {
        MayHang(EnvironmentCall.SaveState);
        Inner.SaveState(destination);
    }

    /// <inheritdoc />
    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        MayHang(EnvironmentCall.RestoreState);
        Inner.RestoreState(state, observation);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        if (disposalHangs)
        {
            release.WaitHandle.WaitOne();
        }

        base.Dispose();
    }

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

    private void MayHang(EnvironmentCall call)
    {
        if (Armed && new AddressedRandom(storm, DrawPurpose.CallFault, step, (uint)call).NextDouble() < rates.CallHang)
        {
            throw Hang($"in {call} before step {step}", release);
        }
    }

    /// <summary>Hangs until it is released.</summary>
    /// <returns>What there is to throw then.</returns>
    private static InjectedFaultException Hang(string place, CancellationToken release)
    {
        release.WaitHandle.WaitOne();
        return new InjectedFaultException($"a hang was injected {place}");
    }
}

/// <summary>A call failed because it was asked to.</summary>
public sealed class InjectedFaultException(string message) : Exception(message);
