namespace AwacAkka.Environments;

/// <summary>The calls into an environment that run its code. The numbers are part of the addresses of draws: never renumber, only add.</summary>
public enum EnvironmentCall
{
    /// <summary>It is made, and asked for its spaces and the size of its state.</summary>
    Construction = 0,

    /// <summary><see cref="IEnvironment.Reset"/>.</summary>
    Reset = 1,

    /// <summary><see cref="IEnvironment.Step"/>.</summary>
    Step = 2,

    /// <summary><see cref="IEnvironment.SaveState"/>.</summary>
    SaveState = 3,

    /// <summary><see cref="IEnvironment.RestoreState"/>.</summary>
    RestoreState = 4,

    /// <summary>It is freed.</summary>
    Dispose = 5,
}
