using AwacAkka.Actors.Configuration;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Storage;

/// <summary>Policies as files.</summary>
public static class PolicyFile
{
    /// <summary>Reads a policy and checks that it can act.</summary>
    /// <exception cref="RunConfigException">There is none, or it is damaged.</exception>
    public static PolicySnapshot Read(string path)
    {
        try
        {
            var snapshot = PolicySnapshot.FromSafetensors(File.ReadAllBytes(path));
            _ = new PolicyNetwork(snapshot);
            return snapshot;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunConfigException($"there is no policy '{path}'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new RunConfigException($"the policy '{path}' cannot be used: {e.Message}", e);
        }
    }
}
