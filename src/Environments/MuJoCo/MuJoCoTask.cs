namespace AwacAkka.Environments.MuJoCo;

/// <summary>What a task of this assembly's own models is made of, beside its start, its observation and its reward.</summary>
/// <param name="Id">The registered id.</param>
/// <param name="Resource">The model, such as <c>half_cheetah.xml</c>.</param>
/// <param name="FrameSkip">Sub-steps per step.</param>
/// <param name="ObservationSize">Numbers in an observation, none of them bounded.</param>
/// <param name="ActionSize">Numbers in an action.</param>
/// <param name="LargestControl">Each of them lies in [-this, this].</param>
internal sealed record MuJoCoTask(string Id, string Resource, int FrameSkip, int ObservationSize, int ActionSize, double LargestControl = 1)
{
    private readonly Lazy<MuJoCoModel> model = new(() => MuJoCoModel.FromResource(Resource));

    /// <summary>The compiled model, which all environments of the task share.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public MuJoCoModel Model => model.Value;

    /// <summary>Shape and bounds of observations.</summary>
    public Box ObservationSpace => Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, ObservationSize);

    /// <summary>Shape and bounds of actions.</summary>
    public Box ActionSpace => Box.Uniform(-LargestControl, LargestControl, ActionSize);
}
