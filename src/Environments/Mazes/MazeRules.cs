namespace AwacAkka.Environments.Mazes;

/// <summary>What being at the goal means.</summary>
/// <param name="GoalRadius">Metres around the goal that count as being there.</param>
/// <param name="ObservesGoal">Whether the goal is observed, behind the robot.</param>
/// <param name="MovesGoal">Whether a goal that is met moves to another place, where there is another.</param>
/// <param name="EndsAtGoal">Whether the goal ends the episode.</param>
internal sealed record MazeRules(double GoalRadius, bool ObservesGoal, bool MovesGoal, bool EndsAtGoal)
{
    /// <summary>Gymnasium-Robotics': nothing but the time limit ends an episode.</summary>
    public static MazeRules Continuing { get; } = new(0.45, ObservesGoal: true, MovesGoal: false, EndsAtGoal: false);
}
