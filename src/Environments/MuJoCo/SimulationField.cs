namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Arrays of a running simulation that environments read or write: of mjData, and of mjModel where the simulation has a model of its
/// own; lengths in doubles.
/// </summary>
public enum SimulationField
{
    /// <summary>Generalised positions <c>qpos</c>, nq.</summary>
    Position,

    /// <summary>Generalised velocities <c>qvel</c>, nv.</summary>
    Velocity,

    /// <summary>Actuator activations <c>act</c>, na.</summary>
    Activation,

    /// <summary>Accelerations from which the constraint solver starts, <c>qacc_warmstart</c>, nv.</summary>
    WarmStart,

    /// <summary>Controls <c>ctrl</c>, nu; MuJoCo clips them to the actuators' ranges itself.</summary>
    Control,

    /// <summary>Forces applied from outside in joint coordinates, <c>qfrc_applied</c>, nv.</summary>
    AppliedForce,

    /// <summary>Forces applied from outside to bodies, <c>xfrc_applied</c>, nbody x 6.</summary>
    AppliedBodyForce,

    /// <summary>Positions of motion-capture bodies, <c>mocap_pos</c>, nmocap x 3.</summary>
    MocapPosition,

    /// <summary>Orientations of motion-capture bodies, <c>mocap_quat</c>, nmocap x 4.</summary>
    MocapOrientation,

    /// <summary>Accelerations <c>qacc</c>, nv.</summary>
    Acceleration,

    /// <summary>World positions of bodies, <c>xpos</c>, nbody x 3; after a step those of its last sub-step's start.</summary>
    BodyPosition,

    /// <summary>World orientations of bodies, <c>xquat</c>, nbody x 4; as old as <see cref="BodyPosition"/>.</summary>
    BodyOrientation,

    /// <summary>World positions of sites, <c>site_xpos</c>, nsite x 3; as old as <see cref="BodyPosition"/>.</summary>
    SitePosition,

    /// <summary>Sensor readings <c>sensordata</c>; as old as <see cref="BodyPosition"/>.</summary>
    Sensor,

    /// <summary>Positions of bodies in their parents, <c>body_pos</c>, nbody x 3; empty while the model is shared.</summary>
    ModelBodyPosition,

    /// <summary>Orientations of bodies in their parents, <c>body_quat</c>, nbody x 4; empty while the model is shared.</summary>
    ModelBodyOrientation,

    /// <summary>Positions of sites in their bodies, <c>site_pos</c>, nsite x 3; empty while the model is shared.</summary>
    ModelSitePosition,

    /// <summary>
    /// Forces that contacts exert on bodies, <c>cfrc_ext</c>, nbody x 6: the torque about the tree's centre of mass (N m), then the
    /// force (N). Zero after a reset, then as old as <see cref="BodyPosition"/>; empty unless the simulation was made to compute it.
    /// </summary>
    ContactForce,
}
