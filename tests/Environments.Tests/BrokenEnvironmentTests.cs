using System.Reflection;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests;

/// <summary>What is wrong with an environment of a user's own is found where it is wrong, and said.</summary>
public sealed class BrokenEnvironmentTests
{
    [Fact]
    public void An_environment_that_cannot_be_made_is_named_with_its_reason()
    {
        Refuse("the table is missing", () => throw new InvalidOperationException("the table is missing."));
        Refuse("the table is missing", () => throw new TypeInitializationException("Robot", new ArgumentException("the table is missing", "path")));
        Refuse("the table is missing", () => throw new TargetInvocationException(new InvalidOperationException("the table is\nmissing"))); // on one line
        Refuse("its registration makes null", () => null!);
        Refuse("it has no observation space", () => new Spaceless());

        static void Refuse(string reason, Func<IEnvironment> create) => Assert.Equal(
            $"Broken could not be made: {reason}; mend the environment",
            Assert.Throws<EnvironmentFailureException>(() => Spec(create).MakeBare()).Message);
    }

    [Fact]
    public void What_is_not_installed_or_asks_to_stop_is_no_failure_of_the_environment()
    {
        Assert.Throws<MissingNativeLibraryException>(() => Spec(() => throw new MissingNativeLibraryException("install it")).MakeBare());
        Assert.Throws<OperationCanceledException>(() => Spec(() => throw new OperationCanceledException()).MakeBare());
    }

    [Theory]
    [InlineData(new[] { -1.0, 2 }, new[] { 1.0, 1 }, "Element 1 of a box goes from 2 to 1")]
    [InlineData(new[] { -1.0, double.NaN }, new[] { 1.0, 1 }, "Element 1 of a box goes from NaN to 1")]
    [InlineData(new[] { -1.0 }, new[] { 1.0, 1 }, "A box has 1 smallest values and 2 largest ones")]
    [InlineData(new[] { -1.0, -1 }, new[] { 1.0 }, "A box has 2 smallest values and 1 largest ones")]
    public void A_box_whose_bounds_make_no_sense_is_refused(double[] low, double[] high, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => new Box(low, high)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_box_may_hold_one_value_or_have_no_bounds()
    {
        Assert.Equal(2, new Box([3, double.NegativeInfinity], [3, double.PositiveInfinity]).Dimension);
    }

    [Fact]
    public void Choices_are_at_least_one() =>
        Assert.StartsWith("There are 0 choices", Assert.Throws<ArgumentOutOfRangeException>(() => new Discrete(0)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 4)]
    [InlineData(double.NaN, 4)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_scale_of_returns_that_leads_nowhere_is_refused(double minimum, double maximum) =>
        Assert.Throws<ArgumentException>(() => new ReferenceReturns(minimum, maximum));

    [Fact]
    public void A_start_that_leaves_a_number_alone_depends_on_no_episode_before()
    {
        using var used = new Drifting();
        using var fresh = new Drifting();
        double[] observation = new double[2], expected = new double[2];
        used.Reset(1, observation);
        used.Step([1], observation);
        Assert.NotEqual(0, observation[1]);
        used.Reset(2, observation);
        fresh.Reset(2, expected);
        Assert.Equal(expected, observation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Controls_that_are_not_the_models_are_refused_by_number(int controls)
    {
        using var hinges = new Hinges(frameSkip: 1, new double[controls]);
        var observation = new double[4];
        hinges.Reset(1, observation);
        Assert.StartsWith(
            $"A step of Hinges has {controls} controls, but its model has 2 actuators.",
            Assert.Throws<ArgumentException>(() => hinges.Step([0], observation)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_step_without_a_substep_is_refused(int frameSkip) => Assert.StartsWith(
        $"A step of Hinges has {frameSkip} sub-steps",
        Assert.Throws<ArgumentOutOfRangeException>(() => new Hinges(frameSkip, new double[2])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void After_a_divergence_an_episode_does_not_go_on_from_another_pose()
    {
        using var hinges = new Hinges(frameSkip: 2, new double[2]);
        double[] observation = new double[4], again = new double[4];
        hinges.Reset(1, observation);
        var state = new byte[hinges.StateSize];
        hinges.SaveState(state);
        hinges.Step([0], observation);
        Assert.Throws<MuJoCoException>(() => hinges.Step([1e300], again));
        Assert.Contains("Call Reset or RestoreState of Hinges", Assert.Throws<InvalidOperationException>(() => hinges.Step([0], again)).Message, StringComparison.Ordinal);
        hinges.RestoreState(state, again);
        hinges.Step([0], again);
        Assert.Equal(observation, again);
    }

    private static EnvironmentSpec Spec(Func<IEnvironment> create) => new("Broken", "for tests", create);

    private sealed class Spaceless() : EnvironmentWrapper(new Pendulum())
    {
        public override Space ObservationSpace => null!;
    }

    /// <summary>Draws its place, and relies on its speed being 0.</summary>
    private sealed class Drifting() : ClassicControlEnvironment("Drifting", stateLength: 2, Box.Uniform(-9, 9, 2), Box.Uniform(-1, 1, 1))
    {
        protected override void DrawStart(Span<double> state, ref AddressedRandom random) => state[0] = random.NextUniform(-1, 1);

        protected override StepResult Act(Span<double> state, ReadOnlySpan<double> action)
        {
            state[1] += action[0];
            state[0] += state[1];
            return default;
        }

        protected override void Observe(ReadOnlySpan<double> state, Span<double> observation) => state.CopyTo(observation);
    }

    /// <summary>Two hinges with a motor each; the action is a speed that the first is given.</summary>
    private sealed class Hinges(int frameSkip, double[] controls)
        : MuJoCoEnvironment("Hinges", Model, frameSkip, Box.Uniform(-9, 9, 4), Box.Uniform(double.MinValue, double.MaxValue, 1))
    {
        private static readonly MuJoCoModel Model = MuJoCoModel.FromXml(
            """
            <mujoco>
              <worldbody>
                <body><joint name="a" type="hinge"/><geom size="0.1"/></body>
                <body pos="1 0 0"><joint name="b" type="hinge"/><geom size="0.1"/></body>
              </worldbody>
              <actuator><motor joint="a"/><motor joint="b"/></actuator>
            </mujoco>
            """);

        protected override void DrawStart(ref AddressedRandom random) => AddUniformNoise(SimulationField.Position, 0.1, ref random);

        protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
        {
            Simulation.Write(SimulationField.Velocity, 0, Simulation.Read(SimulationField.Velocity, 0) + action[0]);
            Advance(controls);
            Observe(observation);
            return default;
        }

        protected override void Observe(Span<double> observation)
        {
            Simulation.Read(SimulationField.Position, 0, observation[..2]);
            Simulation.Read(SimulationField.Velocity, 0, observation[2..]);
        }
    }
}
