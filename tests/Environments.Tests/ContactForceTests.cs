using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Tests;

/// <summary>A simulation that computes contact forces, and one that does not.</summary>
public class ContactForceTests
{
    private const string Xml =
        """
        <mujoco><worldbody>
          <geom type="plane" size="1 1 1"/>
          <body pos="0 0 0.1"><freejoint/><geom type="box" size="0.1 0.1 0.1" mass="2"/></body>
        </worldbody></mujoco>
        """;

    private const double Weight = 2 * 9.81;

    [Fact]
    public void The_ground_carries_a_resting_box()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var simulation = Make(model, contactForces: true);
        Assert.Equal(new double[12], Forces(simulation));
        simulation.Advance(1000);
        var forces = Forces(simulation);
        Assert.Equal(new double[6], forces[..6]); // on the world
        Assert.All(forces[6..11], force => Assert.Equal(0, force, 0.01)); // torque, and force along the ground
        Assert.Equal(Weight, forces[11], 0.01);
    }

    [Fact]
    public void Contact_forces_are_in_the_state_and_gone_after_a_reset()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var first = Make(model, contactForces: true);
        using var second = Make(model, contactForces: true);
        first.Advance(30);
        var state = new byte[first.StateSize];
        first.SaveState(state);
        second.RestoreState(state);
        Assert.NotEqual(0, second.Read(SimulationField.ContactForce, 11));
        Assert.Equal(Forces(first), Forces(second));
        first.Advance(1);
        second.Advance(1);
        Assert.Equal(Forces(first), Forces(second));
        first.Reset();
        first.Forward();
        Assert.Equal(new double[12], Forces(first));
    }

    /// <summary>They change no motion, and states saved without them keep their layout.</summary>
    [Fact]
    public void Unless_asked_for_they_are_empty_and_not_in_the_state()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var plain = new MuJoCoSimulation(model);
        using var feeling = Make(model, contactForces: true);
        Assert.Equal(0, plain.Length(SimulationField.ContactForce));
        Assert.Equal(12 * sizeof(double), feeling.StateSize - plain.StateSize);
        plain.Advance(200);
        feeling.Advance(200);
        var (state, longer) = (new byte[plain.StateSize], new byte[feeling.StateSize]);
        plain.SaveState(state);
        feeling.SaveState(longer);
        Assert.Equal(state, longer[..state.Length]);
    }

    private static MuJoCoSimulation Make(MuJoCoModel model, bool contactForces) => new(model, ownModel: false, contactForces);

    private static double[] Forces(MuJoCoSimulation simulation)
    {
        var forces = new double[simulation.Length(SimulationField.ContactForce)];
        simulation.Read(SimulationField.ContactForce, 0, forces);
        return forces;
    }
}
