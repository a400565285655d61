using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Adroit;

/// <summary>
/// The hammer task: pick up the hammer and drive the nail into the board. Observation (46): arm and hand joints (26), nail joint (1),
/// hammer velocities clipped to [-1, 1] (6), palm (3), hammer position (3), hammer Euler angles (3), nail head (3), force on the nail
/// head clipped to [-1, 1] (1).
/// </summary>
public sealed class AdroitHammer : AdroitEnvironment
{
    private const int JointsObserved = 27;
    private const int HammerJoints = 6;
    private const int NailTouch = 0;
    private const double BoardX = 0.05;
    private const double BoardY = 0;
    private const double Driven = 0.01;
    private const double NearlyDriven = 0.02;
    private const double Lifted = 0.04;

    private static readonly Lazy<MuJoCoModel> SharedModel = new(() => MuJoCoModel.FromResource("adroit_hammer.xml"));

    private readonly int hammer = Model.IndexOf(MuJoCoObject.Body, "Object");
    private readonly int board = Model.IndexOf(MuJoCoObject.Body, "nail_board");
    private readonly int head = Model.IndexOf(MuJoCoObject.Site, "tool");
    private readonly int nail = Model.IndexOf(MuJoCoObject.Site, "S_target");
    private readonly int goal = Model.IndexOf(MuJoCoObject.Site, "nail_goal");

    /// <summary>An environment under a registered id that pays one of the rewards.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public AdroitHammer(string id, AdroitReward reward)
        : base(id, Model, observationSize: 46, placementSize: 3, reward)
    {
    }

    /// <summary>The model of which every instance takes a copy.</summary>
    internal static MuJoCoModel Model => SharedModel.Value;

    /// <inheritdoc />
    protected override bool Succeeds => DistanceToGoal < Driven;

    /// <inheritdoc />
    protected override double DenseReward
    {
        get
        {
            var (grip, tip, distance) = (Body(hammer), Site(head), DistanceToGoal);
            var reward = -0.1 * (Palm - grip).Norm;
            reward -= (tip - Site(nail)).Norm;
            reward -= 10 * distance;
            reward -= 0.01 * Math.Sqrt(SquaredSpeed());
            reward += grip.Z > Lifted && tip.Z > Lifted ? 2 : 0;
            reward += distance < NearlyDriven ? 25 : 0;
            return reward + (distance < Driven ? 75 : 0);
        }
    }

    private double DistanceToGoal => (Site(nail) - Site(goal)).Norm;

    private protected override void DrawPlacement(ref AddressedRandom random, Span<double> where) =>
        (where[0], where[1], where[2]) = (BoardX, BoardY, random.NextUniform(0.1, 0.25));

    private protected override void Place(ReadOnlySpan<double> where) =>
        Simulation.Write(SimulationField.ModelBodyPosition, 3 * board, where);

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 0, observation[..JointsObserved]);
        var velocities = observation.Slice(JointsObserved, HammerJoints);
        Simulation.Read(SimulationField.Velocity, JointsObserved, velocities);
        foreach (ref var velocity in velocities)
        {
            velocity = Math.Clamp(velocity, -1, 1);
        }

        Span<double> orientation = stackalloc double[4];
        Simulation.Read(SimulationField.BodyOrientation, 4 * hammer, orientation);
        var rest = Palm.WriteTo(observation[(JointsObserved + HammerJoints)..]);
        rest = Body(hammer).WriteTo(rest);
        rest = Euler.FromQuaternion(orientation).WriteTo(rest);
        rest = Site(nail).WriteTo(rest);
        rest[0] = Math.Clamp(Simulation.Read(SimulationField.Sensor, NailTouch), -1, 1);
    }
}
