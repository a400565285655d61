using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// What the parts of a fused learner share: sizes, the lanes that they run on, and a workspace for each lane. Parts take it at construction
/// and allocate there all that they need.
/// </summary>
public sealed class FusedResources : IDisposable
{
    private Workspace[] workspaces = [];
    private int width;

    /// <summary>Starts the lanes.</summary>
    /// <param name="capacity">Rows of the largest pass: mostly the transitions of the largest batch.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="execution">Number of lanes, precision.</param>
    public FusedResources(int capacity, Dimensions dimensions, LearnerExecution execution)
    {
        Capacity = capacity;
        Dimensions = dimensions;
        Precision = execution.Precision;
        Lanes = new Lanes(execution.Threads);
    }

    /// <summary>Rows of the largest pass: mostly the transitions of the largest batch.</summary>
    public int Capacity { get; }

    /// <summary>The task's sizes.</summary>
    public Dimensions Dimensions { get; }

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension => Dimensions.Observation;

    /// <summary>Numbers per action.</summary>
    public int ActionDimension => Dimensions.Action;

    /// <summary>How many choices there are, of which an action is the index; 0 where actions are numbers in a box.</summary>
    public int Choices => Dimensions.Choices;

    /// <summary>What passes without gradients are computed in.</summary>
    public Precision Precision { get; }

    /// <summary>Where the parts run.</summary>
    public Lanes Lanes { get; }

    /// <summary>A lane's workspace, for the widest of the networks that were announced.</summary>
    public Workspace Workspace(int lane) => workspaces[lane];

    /// <summary>Announces a network whose passes use the workspaces; at construction, since it may allocate new ones.</summary>
    public void Reserve(MlpShape shape)
    {
        if (shape.MaxWidth > width)
        {
            width = shape.MaxWidth;
            Array.ForEach(workspaces, workspace => workspace.Dispose());
            workspaces = [.. Enumerable.Range(0, Lanes.Count).Select(_ => new Workspace(Capacity, width))];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Lanes.Dispose();
        Array.ForEach(workspaces, workspace => workspace.Dispose());
    }
}
