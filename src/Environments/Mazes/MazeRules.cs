namespace AwacAkka.Environments.Mazes;

/// <summary>What being at the goal means.</summary>
/// <param name="GoalRadius">Metres around the goal that count as being there.</param>
/// <param name="ObservesGoal">Whether the goal is observed, behind the robot.</param>
/// <param name="EndsAtGoal">Whether the goal ends the episode.</param>
internal sealed record MazeRules(double GoalRadius, bool ObservesGoal, bool EndsAtGoal)
{
    /// <summary>Gymnasium-Robotics' defaults: a goal that is met stays, and nothing but the time limit ends an episode.</summary>
    public static MazeRules Continuing { get; } = new(0.45, ObservesGoal: true, EndsAtGoal: false);
}
