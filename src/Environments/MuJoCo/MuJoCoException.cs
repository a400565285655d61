namespace AwacAkka.Environments.MuJoCo;

/// <summary>MuJoCo refused a model, failed in a computation, or the simulation left the finite numbers.</summary>
public sealed class MuJoCoException : Exception
{
    /// <summary>An exception with MuJoCo's or our own sentence.</summary>
    public MuJoCoException(string message)
        : base(message)
    {
    }
}
