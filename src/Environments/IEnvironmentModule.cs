namespace AwacAkka.Environments;

/// <summary>
/// How an assembly of a user's own tells which environments it brings: <c>EnvironmentAssembly</c> makes every public class
/// that implements this and has a constructor without parameters, and registers what it lists.
/// </summary>
public interface IEnvironmentModule
{
    /// <summary>The environments; ids must differ from all others that are registered.</summary>
    IEnumerable<EnvironmentSpec> Environments { get; }
}
