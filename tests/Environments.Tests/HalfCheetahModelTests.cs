using AwacAkka.Environments.MuJoCo;
using Environments.Tests.Reference;

namespace Environments.Tests;

/// <summary>
/// The compiled model, number by number and to six digits, against what Gymnasium's model of HalfCheetah-v4 compiles to in the same engine.
/// </summary>
public sealed class HalfCheetahModelTests : IDisposable
{
    private readonly CompiledModel model = new("half_cheetah.xml");

    [Fact]
    public void Options_and_start()
    {
        model.AssertOption("timestep", 0.01);
        model.AssertOption("integrator", 0); // semi-implicit Euler
        model.AssertOption("solver", 2); // Newton
        model.AssertOption("cone", 0); // pyramidal
        model.AssertOption("iterations", 100);
        model.AssertOption("noslip_iterations", 0);
        model.AssertOption("gravity", 0, 0, -9.81);
        model.AssertOption("disableflags", 0);
        model.AssertOption("enableflags", 0);
        Assert.Equal(new double[9], model.Model.Doubles("qpos0"));
        Assert.Equal(new double[9], model.Model.Doubles("qpos_spring"));
        Assert.Equal(14, model.Model.Doubles("body_mass").Sum(), 1e-9);
    }

    [Fact]
    public void Bodies() => model.AssertBodies(
        """
        torso  world  0 0 0.7        6.25021   0.15239 0 0.0253983   0.897118 0.885655 0.0179609        0.52243 0.476516 0.476516 0.52243
        bthigh torso  -0.5 0 0       1.54351   0.1 0 -0.13           0.0168443 0.0168443 0.00157602     -0.32329 0 -0.9463 0
        bshin  bthigh 0.16 0 -0.25   1.58745   -0.14 0 -0.07         0.0182674 0.0182674 0.0016225      0.52762 0 -0.849481 0
        bfoot  bshin  -0.28 0 -0.14  1.0954    0.03 0 -0.097         0.00635242 0.00635242 0.00110191   0.990901 0 -0.13459 0
        fthigh torso  0.5 0 0        1.43808   -0.07 0 -0.12         0.0137396 0.0137396 0.00146447     0.96639 0 0.257081 0
        fshin  fthigh -0.14 0 -0.24  1.20084   0.065 0 -0.09         0.00822211 0.00822211 0.00121347   0.955336 0 -0.29552 0
        ffoot  fshin  0.13 0 -0.18   0.884519  0.045 0 -0.07         0.00352911 0.00352911 0.000878804  0.955336 0 -0.29552 0
        """);

    [Fact]
    public void Joints() => model.AssertJoints(
        """
        rootx  torso  slide 0 0 0 1 0 0 unlimited    0 0     0   0 0 0
        rootz  torso  slide 0 0 0 0 0 1 unlimited    0 0     0   0 0 0
        rooty  torso  hinge 0 0 0 0 1 0 unlimited    0 0     0   0 0 0
        bthigh bthigh hinge 0 0 0 0 1 0 -0.52 1.05   240 6   0.1 0 0 0
        bshin  bshin  hinge 0 0 0 0 1 0 -0.785 0.785 180 4.5 0.1 0 0 0
        bfoot  bfoot  hinge 0 0 0 0 1 0 -0.4 0.785   120 3   0.1 0 0 0
        fthigh fthigh hinge 0 0 0 0 1 0 -1 0.7       180 4.5 0.1 0 0 0
        fshin  fshin  hinge 0 0 0 0 1 0 -1.2 0.87    120 3   0.1 0 0 0
        ffoot  ffoot  hinge 0 0 0 0 1 0 -0.5 0.5     60  1.5 0.1 0 0 0
        """,
        limitSolref: "0.02 1",
        limitSolimp: "0 0.8 0.03 0.5 2");

    [Fact]
    public void Geoms() => model.AssertGeoms(
        """
        floor  world  plane   40 40 40    0 0 0                                        1 1
        torso  torso  capsule 0.046 0.5   0.5 0 0 -0.5 0 0                             1 0
        head   torso  capsule 0.046 0.15  0.485351 0 0.00327602 0.714649 0 0.196724    1 0
        bthigh bthigh capsule 0.046 0.145 0.0112806 0 -0.0153097 0.188719 0 -0.24469   1 0
        bshin  bshin  capsule 0.046 0.15  -0.00553914 0 -0.00351484 -0.274461 0 -0.136485 1 0
        bfoot  bfoot  capsule 0.046 0.094 0.0550728 0 -0.187594 0.00492725 0 -0.00640554 1 0
        fthigh fthigh capsule 0.046 0.133 -0.136085 0 -0.23542 -0.00391494 0 -0.00458005 1 0
        fshin  fshin  capsule 0.046 0.106 0.124852 0 -0.177486 0.0051479 0 -0.00251442 1 0
        ffoot  ffoot  capsule 0.046 0.07  0.084525 0 -0.127773 0.00547503 0 -0.0122265 1 0
        """,
        surface: "3 0.4 0.1 0.1 0 0.02 1 0 0.8 0.01");

    [Fact]
    public void Actuators() => model.AssertActuators(
        """
        bthigh bthigh 120 -1 1 1 0 0 0
        bshin  bshin  90  -1 1 1 0 0 0
        bfoot  bfoot  60  -1 1 1 0 0 0
        fthigh fthigh 120 -1 1 1 0 0 0
        fshin  fshin  60  -1 1 1 0 0 0
        ffoot  ffoot  30  -1 1 1 0 0 0
        """);

    public void Dispose() => model.Dispose();
}
