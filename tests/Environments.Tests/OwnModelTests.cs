using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Tests;

/// <summary>A simulation that may write to its model, and one that may not.</summary>
public class OwnModelTests
{
    private const string Xml =
        """
        <mujoco><worldbody>
          <body name="stand" pos="1 2 3"><joint type="hinge"/><geom size="0.1"/><site name="tip" pos="0 0 0.5"/></body>
        </worldbody></mujoco>
        """;

    [Fact]
    public void What_one_simulation_writes_to_its_model_no_other_sees()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var mover = new MuJoCoSimulation(model, ownModel: true);
        using var owner = new MuJoCoSimulation(model, ownModel: true);
        using var sharer = new MuJoCoSimulation(model);
        mover.Write(SimulationField.ModelBodyPosition, 3, [7, 8, 9]);
        foreach (var simulation in new[] { mover, owner, sharer })
        {
            simulation.Forward();
        }

        Assert.Equal(7, mover.Read(SimulationField.BodyPosition, 3));
        Assert.Equal(1, owner.Read(SimulationField.BodyPosition, 3));
        Assert.Equal(1, sharer.Read(SimulationField.BodyPosition, 3));
        Assert.Equal([0, 0, 0, 1, 2, 3], model.Doubles("body_pos"));
    }

    [Fact]
    public void A_saved_state_carries_what_was_written_to_the_model()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var first = new MuJoCoSimulation(model, ownModel: true);
        using var second = new MuJoCoSimulation(model, ownModel: true);
        first.Write(SimulationField.ModelBodyPosition, 4, 0.1);
        first.Write(SimulationField.ModelBodyOrientation, 4, [0.6, 0.8, 0, 0]);
        first.Write(SimulationField.ModelSitePosition, 2, 0.7);
        first.Advance(3);
        var state = new byte[first.StateSize];
        first.SaveState(state);
        second.RestoreState(state);
        foreach (var simulation in new[] { first, second })
        {
            simulation.Advance(1);
        }

        Assert.Equal(0.1, second.Read(SimulationField.BodyPosition, 4));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(first.Read(SimulationField.SitePosition, i), second.Read(SimulationField.SitePosition, i));
        }
    }

    [Fact]
    public void A_shared_model_cannot_be_written_nor_swells_the_state()
    {
        using var model = MuJoCoModel.FromXml(Xml);
        using var sharer = new MuJoCoSimulation(model);
        using var owner = new MuJoCoSimulation(model, ownModel: true);
        Assert.Equal(0, sharer.Length(SimulationField.ModelBodyPosition));
        Assert.ThrowsAny<Exception>(() => sharer.Write(SimulationField.ModelBodyPosition, 0, [1, 1, 1]));
        Assert.Equal(sizeof(double) * (2 * 3 + 2 * 4 + 3), owner.StateSize - sharer.StateSize);
    }

    [Fact]
    public void An_own_model_outlives_the_one_that_it_was_copied_from()
    {
        var model = MuJoCoModel.FromXml(Xml);
        using var owner = new MuJoCoSimulation(model, ownModel: true);
        model.Dispose();
        owner.Advance(1);
        Assert.Throws<ObjectDisposedException>(() => new MuJoCoSimulation(model, ownModel: true));
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => owner.Write(SimulationField.ModelBodyPosition, 0, 1));
        Assert.Throws<ObjectDisposedException>(() => owner.Advance(1));
    }
}
