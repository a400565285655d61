using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace Robots;

/// <summary>
/// BalanceBeam-v0, an MJCF file of one's own with the reward in C#: a motor tilts a beam so that a bead stays in its middle. It ends
/// where the bead reaches an end of the beam. Observation: tilt, bead position, and their velocities. Action: a torque in [-1, 1].
/// </summary>
public sealed class BalanceBeam : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "BalanceBeam-v0";

    private const int FrameSkip = 4;
    private const int Tilt = 0;
    private const int Bead = 1;
    private const double ResetTilt = 0.05;
    private const double ResetBead = 0.2;
    private const double BeamEnd = 0.5;

    // Compiled once, where it is first needed, from the file that lies beside this assembly; all instances share it.
    private static readonly Lazy<MuJoCoModel> SharedModel = new(() =>
        MuJoCoModel.FromFile(Path.Combine(Path.GetDirectoryName(typeof(BalanceBeam).Assembly.Location)!, "balance_beam.xml")));

    /// <summary>A beam in the model's default pose.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public BalanceBeam()
        : base(
            RegisteredId,
            SharedModel.Value,
            FrameSkip,
            Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, 4),
            Box.Uniform(-1, 1, 1))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        Simulation.Write(SimulationField.Position, Tilt, random.NextUniform(-ResetTilt, ResetTilt));
        Simulation.Write(SimulationField.Position, Bead, random.NextUniform(-ResetBead, ResetBead));
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        Advance(action);
        Observe(observation);
        var distance = observation[Bead];
        var reward = 1 - distance * distance / (BeamEnd * BeamEnd) - 0.01 * SumOfSquares(action);
        return new StepResult(reward, Terminated: Math.Abs(distance) > BeamEnd, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 0, observation[..2]);
        Simulation.Read(SimulationField.Velocity, 0, observation[2..]);
    }
}
