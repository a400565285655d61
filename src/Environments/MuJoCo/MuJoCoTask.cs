using System.Collections.Concurrent;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>What a task of this assembly's own models is made of, beside its start, its observation and its reward.</summary>
/// <param name="Id">The registered id.</param>
/// <param name="Resource">The model, such as <c>half_cheetah.xml</c>.</param>
/// <param name="FrameSkip">Sub-steps per step.</param>
/// <param name="ObservationSize">Numbers in an observation, none of them bounded.</param>
/// <param name="ActionSize">Numbers in an action.</param>
/// <param name="LargestControl">Each of them lies in [-this, this].</param>
/// <param name="PaysTheEnd">Whether the step that ends an episode earns the point for being healthy, too.</param>
/// <param name="ContactForces">Whether the simulation computes <see cref="SimulationField.ContactForce"/>.</param>
internal sealed record MuJoCoTask(
    string Id,
    string Resource,
    int FrameSkip,
    int ObservationSize,
    int ActionSize,
    double LargestControl = 1,
    bool PaysTheEnd = true,
    bool ContactForces = false)
{
    private static readonly ConcurrentDictionary<string, Lazy<MuJoCoModel>> Models = new(StringComparer.Ordinal);

    /// <summary>The compiled model, which all environments over it share, those of another version, too.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public MuJoCoModel Model =>
        Models.GetOrAdd(Resource, static resource => new Lazy<MuJoCoModel>(() => MuJoCoModel.FromResource(resource))).Value;

    /// <summary>Shape and bounds of observations.</summary>
    public Box ObservationSpace => Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, ObservationSize);

    /// <summary>Shape and bounds of actions.</summary>
    public Box ActionSpace => Box.Uniform(-LargestControl, LargestControl, ActionSize);

    /// <summary>What a step earns for where it ends, in tasks that go on while the body is healthy.</summary>
    public double HealthyReward(bool healthy) => healthy || PaysTheEnd ? 1 : 0;
}

/// <summary>A task in Gymnasium's versions.</summary>
internal sealed record VersionedTask(MuJoCoTask V4, MuJoCoTask V5)
{
    /// <summary>The task in one version.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is neither 4 nor 5.</exception>
    public MuJoCoTask this[GymnasiumVersion version] => version switch
    {
        GymnasiumVersion.V4 => V4,
        GymnasiumVersion.V5 => V5,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "Gymnasium's versions 4 and 5 are there."),
    };
}
