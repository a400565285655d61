using System.Security.Cryptography;
using AwacAkka.Policies;

namespace AwacAkka.Learning.State;

/// <summary>
/// Everything that later updates depend on: weights, targets, optimiser moments, counters, normaliser. It is the whole checkpoint;
/// its bytes (safetensors, names in ordinal order) are what the digest is taken of.
/// </summary>
/// <remarks>
/// Names: <c>NETWORK.0.weight</c> [out, in], <c>NETWORK.0.bias</c> [out], ..., the output layer last, of the networks that an algorithm's
/// <c>NetworkPlan</c> names, such as <c>policy</c>, <c>q1</c>, <c>v</c>, <c>behaviour</c>; <c>NETWORK_target.*</c> where a copy follows it; gain and shift
/// of a normalised layer <c>q1.norm0.weight</c> and <c>q1.norm0.bias</c> [out]; a free deviation parameter <c>policy.log_std</c> [action], while SAC's
/// output layer has 2 x action rows, means first; scalars [1] such as <c>log_alpha</c>; counts of steps <c>NAME_steps</c> [1] where an optimiser does not
/// step at every update; Adam's moments as <c>adam.m.NAME</c> and <c>adam.v.NAME</c> per trained tensor; <c>normaliser.mean</c> and <c>normaliser.std</c> [observation]; <c>average.NAME</c> per tensor of the policy where it is averaged over rounds.
/// </remarks>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Updates">Updates made.</param>
/// <param name="Tensors">Tensors by name.</param>
public sealed record TrainingState(string Algorithm, long Updates, IReadOnlyDictionary<string, StateTensor> Tensors)
{
    /// <summary>The state as a safetensors file.</summary>
    public byte[] ToSafetensors() => Safetensors.Write(
        Tensors,
        new Dictionary<string, string> { ["algorithm"] = Algorithm, ["updates"] = Updates.ToString() });

    /// <summary>Reads what <see cref="ToSafetensors"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no complete training state.</exception>
    public static TrainingState FromSafetensors(ReadOnlySpan<byte> file)
    {
        var (tensors, metadata) = Safetensors.Read(file);
        return metadata.TryGetValue("algorithm", out var algorithm)
            && metadata.TryGetValue("updates", out var text) && long.TryParse(text, out var updates)
            ? new TrainingState(algorithm, updates, tensors)
            : throw new InvalidDataException("the file holds no training state: its metadata lacks 'algorithm' and 'updates'");
    }

    /// <summary>SHA-256 of the state's bytes, as 64 lower-case hexadecimal digits.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(ToSafetensors()));

    /// <summary>The tensor of that name and shape.</summary>
    /// <exception cref="ArgumentException">It is missing or has another shape.</exception>
    public StateTensor Get(string name, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor))
        {
            throw new ArgumentException($"the training state lacks the tensor '{name}'");
        }

        return shape.SequenceEqual(tensor.Shape)
            ? tensor
            : throw new ArgumentException(
                $"the tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", shape.ToArray())}]");
    }
}
