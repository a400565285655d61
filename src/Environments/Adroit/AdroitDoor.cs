using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Adroit;

/// <summary>
/// The door task: turn the latch and swing the door open. Observation (39): arm and hand joints without the arm's slide (27), latch (1),
/// hinge (1), palm (3), handle (3), palm from handle (3), whether the door is open: 1 or -1 (1).
/// </summary>
public sealed class AdroitDoor : AdroitEnvironment, IRecomputableReward
{
    private const int JointsObserved = 27;
    private const int Hinge = 28;
    private const int Latch = 29;
    private const double WideOpen = 1.57;
    private const double OpenEnough = 1.35;
    private const double Open = 1;

    private static readonly Lazy<MuJoCoModel> SharedModel = new(() => MuJoCoModel.FromResource("adroit_door.xml"));

    private readonly int frame = Model.IndexOf(MuJoCoObject.Body, "frame");
    private readonly int handle = Model.IndexOf(MuJoCoObject.Site, "S_handle");

    /// <summary>An environment under a registered id that pays one of the rewards.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public AdroitDoor(string id, AdroitReward reward)
        : base(id, Model, observationSize: 39, placementSize: 3, reward)
    {
    }

    /// <summary>The model of which every instance takes a copy.</summary>
    internal static MuJoCoModel Model => SharedModel.Value;

    /// <inheritdoc />
    protected override bool Succeeds => Position(Hinge) >= OpenEnough;

    /// <inheritdoc />
    protected override double DenseReward
    {
        get
        {
            var hinge = Position(Hinge);
            var reward = -0.1 * (Palm - Site(handle)).Norm;
            reward -= 0.1 * (hinge - WideOpen) * (hinge - WideOpen);
            reward -= 1e-5 * SquaredSpeed();
            reward += hinge > 0.2 ? 2 : 0;
            reward += hinge > Open ? 8 : 0;
            return reward + (hinge > OpenEnough ? 10 : 0);
        }
    }

    /// <summary>The shaped reward counts velocities that are not observed.</summary>
    public bool IsRewardRecomputable => Reward != AdroitReward.Dense;

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        RewardOfGoal(successor[JointsObserved + 1] >= OpenEnough);

    private protected override void DrawPlacement(ref AddressedRandom random, Span<double> where)
    {
        where[0] = random.NextUniform(-0.3, -0.2);
        where[1] = random.NextUniform(0.25, 0.35);
        where[2] = random.NextUniform(0.252, 0.35);
    }

    private protected override void Place(ReadOnlySpan<double> where) =>
        Simulation.Write(SimulationField.ModelBodyPosition, 3 * frame, where);

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        var (hinge, palm, grip) = (Position(Hinge), Palm, Site(handle));
        Simulation.Read(SimulationField.Position, 1, observation[..JointsObserved]);
        observation[JointsObserved] = Position(Latch);
        observation[JointsObserved + 1] = hinge;
        var rest = palm.WriteTo(observation[(JointsObserved + 2)..]);
        rest = grip.WriteTo(rest);
        rest = (palm - grip).WriteTo(rest);
        rest[0] = hinge > Open ? 1 : -1;
    }
}
