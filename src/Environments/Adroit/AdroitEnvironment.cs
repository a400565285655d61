using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Adroit;

/// <summary>
/// What the four tasks of the Adroit hand share: actions in [-1, 1], clipped and spread over each servo's range; three rewards; a start
/// at rest whose only randomness is where the task's objects are, which is written to the environment's own model. Only DAPG's own pen task terminates.
/// </summary>
/// <remarks>
/// Source: DAPG's <c>mj_envs</c> and Gymnasium-Robotics' <c>adroit_hand</c>. As there, positions of bodies and sites after a step are
/// those of its last sub-step's start, while joint angles are current; and an arm servo settles at 2.5 times its command, because its
/// gain is 500 and its bias -200.
/// </remarks>
public abstract class AdroitEnvironment : MuJoCoEnvironment
{
    private const int FrameSkip = 5;
    private const double SparseSuccess = 10;
    private const double SparseFailure = -0.1;

    private readonly double[] centre;
    private readonly double[] halfRange;
    private readonly double[] control;
    private readonly double[] placement;
    private readonly int palm;

    /// <summary>An environment with the model in its default pose.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="model">The task's compiled model, of which the environment takes a copy.</param>
    /// <param name="observationSize">Numbers in an observation.</param>
    /// <param name="placementSize">Numbers that say where the task's objects are.</param>
    /// <param name="reward">The reward to pay.</param>
    private protected AdroitEnvironment(string id, MuJoCoModel model, int observationSize, int placementSize, AdroitReward reward)
        : base(
            id,
            model,
            FrameSkip,
            Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, observationSize),
            Box.Uniform(-1, 1, model.Doubles("actuator_ctrlrange").Length / 2),
            writesModel: true)
    {
        Reward = reward;
        var ranges = model.Doubles("actuator_ctrlrange");
        centre = [.. ranges.Chunk(2).Select(range => (range[0] + range[1]) / 2)];
        halfRange = [.. ranges.Chunk(2).Select(range => 0.5 * (range[1] - range[0]))];
        control = new double[centre.Length];
        placement = new double[placementSize];
        palm = model.IndexOf(MuJoCoObject.Site, "S_grasp");
    }

    /// <summary>Whether the goal is met in the current state.</summary>
    protected abstract bool Succeeds { get; }

    /// <summary>DAPG's shaped reward of the current state.</summary>
    protected abstract double DenseReward { get; }

    /// <summary>Whether the current state ends the episode.</summary>
    protected virtual bool Ends => false;

    /// <summary>The reward that is paid.</summary>
    private protected AdroitReward Reward { get; }

    private protected Point Palm => Site(palm);

    /// <summary>Starts an episode from a recorded state, as Gymnasium-Robotics' <c>initial_state_dict</c> does.</summary>
    /// <param name="positions">The engine's positions, <c>qpos</c>.</param>
    /// <param name="velocities">The engine's velocities, <c>qvel</c>.</param>
    /// <param name="where">
    /// What is otherwise drawn: the target's quaternion (pen), the position of the frame (door), of the board (hammer), or of the ball's
    /// body and of the target (relocate).
    /// </param>
    /// <param name="observation">Receives the first observation.</param>
    /// <exception cref="ArgumentException">A length that does not fit the task.</exception>
    public void ResetTo(
        ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, ReadOnlySpan<double> where, Span<double> observation)
    {
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        if (positions.Length != Simulation.Length(SimulationField.Position)
            || velocities.Length != Simulation.Length(SimulationField.Velocity)
            || where.Length != placement.Length)
        {
            throw new ArgumentException(
                $"{Id} starts from {Simulation.Length(SimulationField.Position)} positions, {Simulation.Length(SimulationField.Velocity)} "
                + $"velocities and {placement.Length} numbers of placement, not {positions.Length}, {velocities.Length} and {where.Length}.");
        }

        Simulation.Reset();
        Place(where);
        Simulation.Write(SimulationField.Position, 0, positions);
        Simulation.Write(SimulationField.Velocity, 0, velocities);
        Start(observation);
    }

    /// <summary>Draws where the task's objects are.</summary>
    private protected abstract void DrawPlacement(ref AddressedRandom random, Span<double> where);

    /// <summary>Writes to the model where the task's objects are.</summary>
    private protected abstract void Place(ReadOnlySpan<double> where);

    /// <inheritdoc />
    protected sealed override void DrawStart(ref AddressedRandom random)
    {
        DrawPlacement(ref random, placement);
        Place(placement);
    }

    /// <inheritdoc />
    protected sealed override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        for (var i = 0; i < control.Length; i++)
        {
            control[i] = centre[i] + Math.Clamp(action[i], -1, 1) * halfRange[i];
        }

        Advance(control);
        Observe(observation);
        var success = Succeeds;
        return new StepResult(
            Reward == AdroitReward.Dense ? DenseReward : RewardOfGoal(success), Ends, Truncated: false, success);
    }

    /// <summary>The sparse or the binary reward.</summary>
    private protected double RewardOfGoal(bool success) =>
        Reward == AdroitReward.Sparse ? success ? SparseSuccess : SparseFailure : success ? 0 : -1;

    private protected Point Site(int site) => Read(SimulationField.SitePosition, site);

    private protected Point Body(int body) => Read(SimulationField.BodyPosition, body);

    private protected double Position(int index) => Simulation.Read(SimulationField.Position, index);

    /// <summary>Squared length of the vector of all joint velocities.</summary>
    private protected double SquaredSpeed()
    {
        var sum = 0.0;
        for (var i = 0; i < Simulation.Length(SimulationField.Velocity); i++)
        {
            var velocity = Simulation.Read(SimulationField.Velocity, i);
            sum += velocity * velocity;
        }

        return sum;
    }

    private Point Read(SimulationField field, int row) =>
        new(Simulation.Read(field, 3 * row), Simulation.Read(field, 3 * row + 1), Simulation.Read(field, 3 * row + 2));
}
