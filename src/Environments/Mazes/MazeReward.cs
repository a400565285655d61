namespace AwacAkka.Environments.Mazes;

/// <summary>The rewards that a maze may pay for where a step ends.</summary>
public enum MazeReward
{
    /// <summary>1 at the goal, 0 elsewhere.</summary>
    Sparse = 0,

    /// <summary>exp(-d) at d metres from the goal.</summary>
    Dense = 1,
}
