namespace AwacAkka.Learning.Training;

/// <summary>The sizes of a task.</summary>
/// <param name="Observation">Numbers per observation.</param>
/// <param name="Action">Numbers per action; 1 where it is the index of a choice.</param>
public readonly record struct Dimensions(int Observation, int Action)
{
    /// <summary>How many choices there are, of which an action is the index; 0 where actions are numbers in a box.</summary>
    public int Choices { get; init; }

    /// <summary>Whether an action is one of several choices.</summary>
    public bool HasChoices => Choices > 0;
}
