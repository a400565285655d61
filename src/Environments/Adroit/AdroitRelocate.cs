using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Adroit;

/// <summary>
/// The relocate task: take the ball from the table and carry it to a target in the air. Observation (39): arm and hand joints (30),
/// palm from ball (3), palm from target (3), ball from target (3).
/// </summary>
public sealed class AdroitRelocate : AdroitEnvironment, IRecomputableReward
{
    private const int JointsObserved = 30;
    private const double BallHeight = 0.035;
    private const double Near = 0.1;
    private const double VeryNear = 0.05;
    private const double Lifted = 0.04;

    private static readonly Lazy<MuJoCoModel> SharedModel = new(() => MuJoCoModel.FromResource("adroit_relocate.xml"));

    private readonly int ball = Model.IndexOf(MuJoCoObject.Body, "Object");
    private readonly int target = Model.IndexOf(MuJoCoObject.Site, "target");

    /// <summary>An environment under a registered id that pays one of the rewards.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public AdroitRelocate(string id, AdroitReward reward)
        : base(id, Model, observationSize: 39, placementSize: 6, reward)
    {
    }

    /// <summary>The model of which every instance takes a copy.</summary>
    internal static MuJoCoModel Model => SharedModel.Value;

    /// <inheritdoc />
    protected override bool Succeeds => DistanceToTarget < Near;

    /// <inheritdoc />
    protected override double DenseReward
    {
        get
        {
            var (position, palm, distance) = (Body(ball), Palm, DistanceToTarget);
            var reward = -0.1 * (palm - position).Norm;
            if (position.Z > Lifted)
            {
                reward += 1 - 0.5 * (palm - Site(target)).Norm - 0.5 * distance;
            }

            reward += distance < Near ? 10 : 0;
            return reward + (distance < VeryNear ? 20 : 0);
        }
    }

    private double DistanceToTarget => (Body(ball) - Site(target)).Norm;

    /// <summary>The shaped reward counts the ball's height, which is not observed.</summary>
    public bool IsRewardRecomputable => Reward != AdroitReward.Dense;

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        RewardOfGoal(Point.Of(successor[^3..]).Norm < Near);

    private protected override void DrawPlacement(ref AddressedRandom random, Span<double> where)
    {
        where[0] = random.NextUniform(-0.15, 0.15);
        where[1] = random.NextUniform(-0.15, 0.3);
        where[2] = BallHeight;
        where[3] = random.NextUniform(-0.2, 0.2);
        where[4] = random.NextUniform(-0.2, 0.2);
        where[5] = random.NextUniform(0.15, 0.35);
    }

    private protected override void Place(ReadOnlySpan<double> where)
    {
        Simulation.Write(SimulationField.ModelBodyPosition, 3 * ball, where[..3]);
        Simulation.Write(SimulationField.ModelSitePosition, 3 * target, where[3..]);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        var (palm, position, goal) = (Palm, Body(ball), Site(target));
        Simulation.Read(SimulationField.Position, 0, observation[..JointsObserved]);
        var rest = (palm - position).WriteTo(observation[JointsObserved..]);
        rest = (palm - goal).WriteTo(rest);
        (position - goal).WriteTo(rest);
    }
}
