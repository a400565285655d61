using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Clustering.Wire;

/// <summary>
/// Finds out what rollouts compute here. Versions alone do not tell: a library of the same version may be another build, and a newer program may
/// compute the same bits. So a short rollout is run, and what it yields is compared.
/// </summary>
public static class ArithmeticProbe
{
    private const ulong Seed = 2006_09359;
    private const int Width = 64;
    private const int StepsPerPolicy = 100;
    private static readonly ConcurrentDictionary<string, RolloutArithmetic> Known = new();

    /// <summary>The arithmetic of an environment here; computed once, which takes some milliseconds.</summary>
    /// <exception cref="AwacAkka.Environments.UnknownEnvironmentException">No environment has this id.</exception>
    public static RolloutArithmetic Of(string environment) => Known.GetOrAdd(environment, Compute);

    private static RolloutArithmetic Compute(string id)
    {
        using var environment = PolicyEnvironment.Make(id);
        var (observations, actions) = (environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension);
        var slots = new SlotRollout(environment, Seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var state = SlotState.Start(0);
        foreach (var head in HeadsFor(environment.ActionSpace))
        {
            var result = slots.Run(state, new PolicyNetwork(Policy(head, observations, (environment.ActionSpace as Discrete)?.Count ?? actions)), StepsPerPolicy);
            var chunk = result.Chunk;
            foreach (var column in (ReadOnlySpan<float[]>)[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations])
            {
                hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan())); // not as the journal has it: its form may change where the bits do not
            }

            state = result.End;
        }

        hash.AppendData(state.ToBytes());
        return new RolloutArithmetic(MuJoCoVersion.Installed ?? string.Empty, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static PolicyHead[] HeadsFor(Space actions) => actions is Discrete
        ? [PolicyHead.EpsilonGreedy, PolicyHead.Categorical]
        : [PolicyHead.TanhMeanGaussian, PolicyHead.SquashedGaussian];

    /// <summary>Two layers of addressed weights: wide enough for every vector lane and remainder to take part.</summary>
    private static PolicySnapshot Policy(PolicyHead head, int observations, int actions)
    {
        var squashed = head == PolicyHead.SquashedGaussian;
        var outputs = squashed ? 2 * actions : actions;
        var tensors = new Dictionary<string, StateTensor>
        {
            ["policy.0.weight"] = Tensor([Width, observations], 0),
            ["policy.0.bias"] = Tensor([Width], 1),
            ["policy.1.weight"] = Tensor([outputs, Width], 2),
            ["policy.1.bias"] = Tensor([outputs], 3),
        };
        if (head != PolicyHead.Categorical)
        {
            var (name, deviation) = Deviation(head, actions);
            tensors.Add(name, deviation);
        }

        return new PolicySnapshot(head, ClampActions: true, tensors);
    }

    private static (string Name, StateTensor Deviation) Deviation(PolicyHead head, int actions) => head switch
    {
        PolicyHead.SquashedGaussian => ("log_std_range", new StateTensor([2], [-5, 0])),
        PolicyHead.EpsilonGreedy => ("epsilon", new StateTensor([1], [0.3f])),
        _ => ("std", new StateTensor([actions], [.. Enumerable.Repeat(0.3f, actions)])),
    };

    private static StateTensor Tensor(int[] shape, uint place)
    {
        var values = new float[shape.Aggregate((product, size) => product * size)];
        new AddressedRandom(Seed, DrawPurpose.Weights, place, 0).FillUniform(values, -0.2f, 0.2f);
        return new StateTensor(shape, values);
    }
}
