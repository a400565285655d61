namespace AwacAkka.Actors.Records;

/// <summary>The part of a run that is under way.</summary>
public enum RunPhase
{
    /// <summary>The dataset goes into the replay buffer.</summary>
    Seeding,

    /// <summary>Updates on the dataset alone.</summary>
    Offline,

    /// <summary>Steps and updates in turn.</summary>
    Online,
}
