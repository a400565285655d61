using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Environments;

/// <summary>The environments that can be made by id; other assemblies add theirs with <see cref="Register"/>. Thread-safe.</summary>
public static class EnvironmentRegistry
{
    private static readonly Lock Gate = new();

    private static readonly SortedDictionary<string, EnvironmentSpec> Specs = new(StringComparer.Ordinal);

    static EnvironmentRegistry()
    {
        Register(new EnvironmentSpec(
            HalfCheetah.RegisteredId,
            "a planar two-legged body runs forward (MuJoCo)",
            () => new HalfCheetah(),
            TimeLimit: 1000,
            new ReferenceReturns(-280.178953, 12135.0)));
        Register(new EnvironmentSpec(
            Pendulum.RegisteredId,
            "swing a rod up and hold it (no native library)",
            () => new Pendulum(),
            TimeLimit: 200));
    }

    /// <summary>All registered ids in ordinal order.</summary>
    public static IReadOnlyList<string> Ids
    {
        get
        {
            lock (Gate)
            {
                return [.. Specs.Keys];
            }
        }
    }

    /// <summary>Adds an environment.</summary>
    /// <exception cref="ArgumentException">The id is empty or already taken, or the time limit is not positive.</exception>
    public static void Register(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentException.ThrowIfNullOrWhiteSpace(spec.Id, nameof(spec));
        if (spec.TimeLimit <= 0)
        {
            throw new ArgumentException($"The time limit of {spec.Id} is {spec.TimeLimit}: it must be positive or absent.", nameof(spec));
        }

        lock (Gate)
        {
            if (!Specs.TryAdd(spec.Id, spec))
            {
                throw new ArgumentException($"There already is an environment '{spec.Id}'.", nameof(spec));
            }
        }
    }

    /// <summary>What is known of an environment.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id; the message suggests the closest.</exception>
    public static EnvironmentSpec Spec(string id)
    {
        lock (Gate)
        {
            return Specs.TryGetValue(id, out var spec) ? spec : throw new UnknownEnvironmentException(id, [.. Specs.Keys]);
        }
    }

    /// <summary>Makes an environment with its time limit. Actions are not clipped: wrap it in <see cref="ClipAction"/> for that.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id; the message suggests the closest.</exception>
    /// <exception cref="MissingNativeLibraryException">The environment needs a native library that is not installed.</exception>
    public static IEnvironment Make(string id)
    {
        var spec = Spec(id);
        var environment = spec.Create();
        return spec.TimeLimit is { } limit ? new TimeLimit(environment, limit) : environment;
    }
}
