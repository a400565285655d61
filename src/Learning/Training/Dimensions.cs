namespace AwacAkka.Learning.Training;

/// <summary>The sizes of a task.</summary>
/// <param name="Observation">Numbers per observation.</param>
/// <param name="Action">Numbers per action.</param>
public readonly record struct Dimensions(int Observation, int Action);
