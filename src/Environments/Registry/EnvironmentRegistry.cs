using AwacAkka.Environments.Adroit;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Mazes;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Environments.Registry;

/// <summary>The environments that can be made by id; other assemblies add theirs with
/// <see cref="Register"/>, or are loaded with <see cref="EnvironmentAssembly"/>. Thread-safe.</summary>
public static class EnvironmentRegistry
{
    private static readonly Lock Gate = new();

    private static readonly SortedDictionary<string, EnvironmentSpec> Specs = new(StringComparer.Ordinal);

    static EnvironmentRegistry()
    {
        Register(new EnvironmentSpec(
            CartPole.RegisteredId,
            "balance a pole by pushing a cart left or right (no native library)",
            () => new CartPole(),
            TimeLimit: 500)
        {
            HasChoices = true,
        });
        Register(new EnvironmentSpec(
            MountainCarContinuous.RegisteredId,
            "swing a weak car up a hill (no native library)",
            () => new MountainCarContinuous(),
            TimeLimit: 999));
        Register(new EnvironmentSpec(
            Pendulum.RegisteredId,
            "swing a rod up and hold it (no native library)",
            () => new Pendulum(),
            TimeLimit: 200));
        foreach (var spec in LocomotionTasks.Specs.Concat(AdroitTasks.Specs).Concat(MazeTasks.Specs))
        {
            Register(spec);
        }
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

    /// <summary>Whether the actions of the environment of that id are choices; false where there is none.</summary>
    public static bool HasChoices(string id)
    {
        lock (Gate)
        {
            return Specs.TryGetValue(id, out var spec) && spec.HasChoices;
        }
    }

    /// <summary>Adds an environment.</summary>
    /// <exception cref="ArgumentException">The id is empty, already taken or has a character that tables cannot hold, nothing makes the environment, or a number of steps is senseless.</exception>
    public static void Register(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (TryRegister([spec]) is { } defect)
        {
            throw new ArgumentException($"The environment cannot be registered: {defect}.", nameof(spec));
        }
    }

    /// <summary>Adds several environments, or none of them and says in a clause what is wrong with one.</summary>
    internal static string? TryRegister(IReadOnlyList<EnvironmentSpec> specs)
    {
        lock (Gate)
        {
            var taken = new HashSet<string>(Specs.Keys, StringComparer.Ordinal);
            foreach (var spec in specs)
            {
                if (spec is null)
                {
                    return "one of them is null";
                }

                if (string.IsNullOrWhiteSpace(spec.Id))
                {
                    return "an id is empty";
                }

                if (spec.Id.Any(c => c is ',' or '"' || char.IsControl(c)))
                {
                    return $"the id '{spec.Id}' has a comma, a quotation mark or a control character such as a line break, which ids must not have";
                }

                if (spec.TimeLimit <= 0)
                {
                    return $"the time limit of {spec.Id} is {spec.TimeLimit}, which must be positive or absent";
                }

                if (spec.SuccessfulSteps < 0)
                {
                    return $"the successful steps of {spec.Id} are {spec.SuccessfulSteps}, which must be 0 or more, or absent";
                }

                if (spec.Create is null)
                {
                    return $"nothing makes {spec.Id}: its Create is null";
                }

                if (!taken.Add(spec.Id))
                {
                    return $"there already is an environment '{spec.Id}', and ids must differ";
                }
            }

            foreach (var spec in specs)
            {
                Specs.Add(spec.Id, spec);
            }

            return null;
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
    /// <exception cref="EnvironmentFailureException">The environment's own code fails.</exception>
    /// <exception cref="MissingNativeLibraryException">The environment needs a native library that is not installed.</exception>
    public static IEnvironment Make(string id)
    {
        var spec = Spec(id);
        var environment = spec.MakeBare();
        return spec.TimeLimit is { } limit ? new TimeLimit(environment, limit) : environment;
    }
}
