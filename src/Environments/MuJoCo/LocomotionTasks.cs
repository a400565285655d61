namespace AwacAkka.Environments.MuJoCo;

/// <summary>Gymnasium's locomotion and small MuJoCo tasks under their published ids.</summary>
internal static class LocomotionTasks
{
    /// <summary>What the registry is told.</summary>
    public static IEnumerable<EnvironmentSpec> Specs =>
    [
        // D4RL's minimum is that of 1,000 random steps, whether the ant stands or not.
        .. Versions("Ant", "a four-legged body runs forward", version => new Ant(version), 1000, new(-325.6, 3879.7, RandomScore: 7)),
        .. Versions("HalfCheetah", "a planar two-legged body runs forward", version => new HalfCheetah(version), 1000, new(-280.178953, 12135.0)),
        .. Versions("Hopper", "a planar one-legged body hops forward", version => new Hopper(version), 1000, new(-20.272305, 3234.3, RandomScore: 1)),
        .. Versions("InvertedPendulum", "a cart balances a pole", version => new InvertedPendulum(version), 1000),
        .. Versions("Reacher", "a two-link arm reaches for a target", version => new Reacher(version), 50),
        .. Versions("Walker2d", "a planar two-legged body walks forward", version => new Walker2d(version), 1000, new(1.629008, 4592.3)),
    ];

    /// <summary>A task in every version. D4RL measured its returns in the older ones, and nobody has agreed on any for v5.</summary>
    private static IEnumerable<EnvironmentSpec> Versions(
        string name, string description, Func<GymnasiumVersion, IEnvironment> make, int limit, ReferenceReturns? upToV4 = null) =>
        Enum.GetValues<GymnasiumVersion>().Select(version => new EnvironmentSpec(
            $"{name}-v{(int)version}",
            $"{description} (MuJoCo)",
            () => make(version),
            limit,
            version == GymnasiumVersion.V4 ? upToV4 : null));
}
