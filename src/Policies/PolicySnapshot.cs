namespace AwacAkka.Policies;

/// <summary>What an action is made of the network's outputs.</summary>
public enum PolicyHead
{
    /// <summary>Outputs are means; the deviation does not depend on the state (AWAC, CORL's form).</summary>
    Gaussian,

    /// <summary>tanh of the outputs are means; the deviation does not depend on the state (AWAC, rlkit's form).</summary>
    TanhMeanGaussian,

    /// <summary>Outputs are means and log deviations; the sample goes through tanh (SAC).</summary>
    SquashedGaussian,

    /// <summary>Outputs are values of choices; the largest is taken, or with a small probability any choice (DQN).</summary>
    EpsilonGreedy,

    /// <summary>Outputs are logarithms of the choices' probabilities, up to a constant of their sum.</summary>
    Categorical,
}

/// <summary>
/// A policy frozen for rollouts and files: all that acting needs and nothing else. Deviations are stored as numbers so that every
/// node acts with the same bits.
/// </summary>
/// <param name="Head">How outputs become actions.</param>
/// <param name="ClampActions">Whether actions are clamped to [-1, 1] before they are stored.</param>
/// <param name="Tensors">
/// <c>policy.L.weight</c> [out, in] and <c>policy.L.bias</c> per layer; <c>std</c> [action], <c>log_std_range</c> [2] or
/// <c>epsilon</c> [1] as the head needs; optionally <c>normaliser.mean</c> and <c>normaliser.std</c> [observation].
/// </param>
public sealed record PolicySnapshot(PolicyHead Head, bool ClampActions, IReadOnlyDictionary<string, StateTensor> Tensors)
{
    /// <summary>The snapshot as a safetensors file.</summary>
    public byte[] ToSafetensors() => Safetensors.Write(
        Tensors,
        new Dictionary<string, string> { ["policy_head"] = Head.ToString(), ["clamp_actions"] = ClampActions.ToString() });

    /// <summary>Reads what <see cref="ToSafetensors"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no policy.</exception>
    public static PolicySnapshot FromSafetensors(ReadOnlySpan<byte> file)
    {
        var (tensors, metadata) = Safetensors.Read(file);
        var name = metadata.GetValueOrDefault("policy_head") ?? throw new InvalidDataException("the file holds no policy: its metadata lacks 'policy_head'");
        var heads = Enum.GetNames<PolicyHead>();
        return !heads.Contains(name) ? throw new InvalidDataException($"the file's 'policy_head' is '{name}'; there are {string.Join(", ", heads)}")
            : metadata.GetValueOrDefault("clamp_actions") is not ("True" or "False") ? throw new InvalidDataException("the file's 'clamp_actions' is neither True nor False")
            : new PolicySnapshot(Enum.Parse<PolicyHead>(name), metadata["clamp_actions"] == bool.TrueString, tensors);
    }
}
