using System.Runtime.InteropServices;
using AwacAkka.Environments.Registry;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests;

/// <summary>An environment driven by uniform random actions that depend on the step's number alone.</summary>
internal sealed class Trajectory : IDisposable
{
    private readonly double[] action;

    public Trajectory(string id, ulong seed)
    {
        Environment = EnvironmentRegistry.Make(id);
        Observation = new double[Environment.ObservationSpace.Dimension];
        action = new double[Environment.ActionSpace.Dimension];
        Restart(seed);
    }

    public IEnvironment Environment { get; }

    public double[] Observation { get; }

    public StepResult Last { get; private set; }

    public int StepsTaken { get; private set; }

    public void Restart(ulong seed)
    {
        Environment.Reset(seed, Observation);
        Last = default;
        StepsTaken = 0;
    }

    /// <summary>Takes some steps, also beyond the end of an episode.</summary>
    public void Advance(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Step();
        }
    }

    /// <summary>Takes one step of the episode, unless it has ended; false then, and after this many steps.</summary>
    public bool TryStep(int maximum)
    {
        if (Last.Terminated || Last.Truncated || StepsTaken >= maximum)
        {
            return false;
        }

        Step();
        return true;
    }

    public byte[] State()
    {
        var state = new byte[Environment.StateSize];
        Environment.SaveState(state);
        return state;
    }

    public void Restore(byte[] state, int stepsTaken)
    {
        Environment.RestoreState(state, Observation);
        Last = default;
        StepsTaken = stepsTaken;
    }

    /// <summary>All that a step yields and leaves behind, as bytes, so that equal means equal to the bit.</summary>
    public byte[] Fingerprint() =>
    [
        .. MemoryMarshal.AsBytes<double>(Observation),
        .. BitConverter.GetBytes(Last.Reward),
        Last.Terminated ? (byte)1 : (byte)0,
        Last.Truncated ? (byte)1 : (byte)0,
        .. State(),
    ];

    public void Dispose() => Environment.Dispose();

    private void Step()
    {
        var random = new AddressedRandom(1, DrawPurpose.RandomAction, (uint)StepsTaken);
        if (Environment.ActionSpace is Discrete discrete)
        {
            action[0] = Math.Floor(random.NextUniform(0, discrete.Count));
        }
        else
        {
            var box = (Box)Environment.ActionSpace;
            for (var i = 0; i < action.Length; i++)
            {
                action[i] = random.NextUniform(box.Low[i], box.High[i]);
            }
        }

        Last = Environment.Step(action, Observation);
        StepsTaken++;
    }
}
