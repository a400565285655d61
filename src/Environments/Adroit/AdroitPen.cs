using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Adroit;

/// <summary>
/// The pen task: turn a pen in the palm until it points along a target beside the hand. Observation (45): hand joints (24), pen position
/// (3), pen velocities (6), pen axis (3), target axis (3), pen position from where it belongs (3), difference of the axes (3).
/// </summary>
/// <remarks>DAPG's and D4RL's <c>pen-v0</c> ends an episode when the pen drops; Gymnasium-Robotics and AWAC's <c>pen-binary-v0</c> do not.</remarks>
public sealed class AdroitPen : AdroitEnvironment, IRecomputableReward
{
    private const int HandJoints = 24;
    private const int PenJoints = 6;
    private const double PenLength = 0.13;
    private const double Near = 0.075;
    private const double Aligned = 0.95;
    private const double Dropped = 0.075;

    private static readonly Lazy<MuJoCoModel> SharedModel = new(() => MuJoCoModel.FromResource("adroit_pen.xml"));

    private readonly int pen = Model.IndexOf(MuJoCoObject.Body, "Object");
    private readonly int penTop = Model.IndexOf(MuJoCoObject.Site, "object_top");
    private readonly int penBottom = Model.IndexOf(MuJoCoObject.Site, "object_bottom");
    private readonly int target = Model.IndexOf(MuJoCoObject.Body, "target");
    private readonly int targetTop = Model.IndexOf(MuJoCoObject.Site, "target_top");
    private readonly int targetBottom = Model.IndexOf(MuJoCoObject.Site, "target_bottom");
    private readonly int goal = Model.IndexOf(MuJoCoObject.Site, "eps_ball");

    private readonly bool endsWhenDropped;

    /// <summary>An environment under a registered id that pays one of the rewards.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public AdroitPen(string id, AdroitReward reward, bool endsWhenDropped = false)
        : base(id, Model, observationSize: 45, placementSize: 4, reward) => this.endsWhenDropped = endsWhenDropped;

    /// <summary>The model of which every instance takes a copy.</summary>
    internal static MuJoCoModel Model => SharedModel.Value;

    /// <inheritdoc />
    protected override bool Succeeds => DistanceToGoal < Near && Similarity > Aligned;

    /// <inheritdoc />
    protected override bool Ends => endsWhenDropped && Body(pen).Z < Dropped;

    /// <inheritdoc />
    protected override double DenseReward => Dense(DistanceToGoal, Similarity, Body(pen).Z);

    private double DistanceToGoal => (Body(pen) - Site(goal)).Norm;

    /// <summary>Cosine of the angle between pen and target.</summary>
    private double Similarity => PenAxis.Dot(TargetAxis);

    private Point PenAxis => (Site(penTop) - Site(penBottom)) / PenLength;

    private Point TargetAxis => (Site(targetTop) - Site(targetBottom)) / PenLength;

    private protected override void DrawPlacement(ref AddressedRandom random, Span<double> where) =>
        Euler.ToQuaternion(new Point(random.NextUniform(-1, 1), random.NextUniform(-1, 1), 0), where);

    private protected override void Place(ReadOnlySpan<double> where) =>
        Simulation.Write(SimulationField.ModelBodyOrientation, 4 * target, where);

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor)
    {
        var rest = successor[HandJoints..];
        var height = rest[2];
        var axis = Point.Of(rest[9..]);
        var wanted = Point.Of(rest[12..]);
        var distance = Point.Of(rest[15..]).Norm;
        var similarity = axis.Dot(wanted);
        return Reward == AdroitReward.Dense
            ? Dense(distance, similarity, height)
            : RewardOfGoal(distance < Near && similarity > Aligned);
    }

    private static double Dense(double distance, double similarity, double height)
    {
        var reward = similarity - distance;
        reward += distance < Near && similarity > 0.9 ? 10 : 0;
        reward += distance < Near && similarity > Aligned ? 50 : 0;
        return reward - (height < Dropped ? 5 : 0);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        var (position, axis, wanted) = (Body(pen), PenAxis, TargetAxis);
        Simulation.Read(SimulationField.Position, 0, observation[..HandJoints]);
        var rest = position.WriteTo(observation[HandJoints..]);
        Simulation.Read(SimulationField.Velocity, HandJoints, rest[..PenJoints]);
        rest = axis.WriteTo(rest[PenJoints..]);
        rest = wanted.WriteTo(rest);
        rest = (position - Site(goal)).WriteTo(rest);
        (axis - wanted).WriteTo(rest);
    }
}
