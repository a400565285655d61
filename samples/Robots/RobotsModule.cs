using AwacAkka.Environments;

namespace Robots;

/// <summary>What <c>--environment-assembly</c> looks for: the list of this assembly's environments.</summary>
public sealed class RobotsModule : IEnvironmentModule
{
    /// <inheritdoc />
    public IEnumerable<EnvironmentSpec> Environments { get; } =
    [
        new(BalanceBeam.RegisteredId, "hold a bead in the middle of a tilting beam (MuJoCo)", () => new BalanceBeam(), TimeLimit: 300),
        new(Docking.RegisteredId, "bring a sliding mass to rest at a point (no native library)", () => new Docking(), TimeLimit: 100),
    ];
}
