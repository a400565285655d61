namespace AwacAkka.Environments.Adroit;

/// <summary>The hand tasks under their published ids.</summary>
internal static class AdroitTasks
{
    /// <summary>Everybody's horizon; of the pen Gymnasium-Robotics' alone.</summary>
    private const int Horizon = 200;

    /// <summary>The pen's in DAPG, D4RL and AWAC.</summary>
    private const int PenHorizon = 100;

    // DAPG: an episode succeeds when its goal was met in more than this many steps.
    private const int PenSteps = 20;
    private const int OtherSteps = 25;

    private const string Pen = "turn a pen in the hand to a wanted direction";
    private const string Door = "turn a latch and open a door";
    private const string Hammer = "pick up a hammer and drive a nail";
    private const string Relocate = "carry a ball to a place in the air";

    // Of 100 steps that end when the pen drops: random actions that go on for 200 steps would score -27.
    private static readonly ReferenceReturns PenReference = new(96.262799, 3076.8331017826877);

    /// <summary>What the registry is told.</summary>
    public static IEnumerable<EnvironmentSpec> Specs =>
    [
        .. DenseAndSparse("AdroitHandPen", Pen, PenSteps, (id, reward) => new AdroitPen(id, reward), null),
        .. DenseAndSparse("AdroitHandDoor", Door, OtherSteps, (id, reward) => new AdroitDoor(id, reward), new(-56.512833, 2880.5693087298737)),
        .. DenseAndSparse("AdroitHandHammer", Hammer, OtherSteps, (id, reward) => new AdroitHammer(id, reward), new(-274.856578, 12794.134825156867)),
        .. DenseAndSparse("AdroitHandRelocate", Relocate, OtherSteps, (id, reward) => new AdroitRelocate(id, reward), new(-6.425911, 4233.877797728884)),
        new("pen-v0", $"{Pen}, ends when it drops (MuJoCo)", () => new AdroitPen("pen-v0", AdroitReward.Dense, endsWhenDropped: true), PenHorizon, PenReference, PenSteps),
        Binary("pen-binary-v0", Pen, PenSteps, PenHorizon, (id, reward) => new AdroitPen(id, reward)),
        Binary("door-binary-v0", Door, OtherSteps, Horizon, (id, reward) => new AdroitDoor(id, reward)),
        Binary("relocate-binary-v0", Relocate, OtherSteps, Horizon, (id, reward) => new AdroitRelocate(id, reward)),
    ];

    private static IEnumerable<EnvironmentSpec> DenseAndSparse(
        string name, string description, int successfulSteps, Func<string, AdroitReward, AdroitEnvironment> make, ReferenceReturns? reference)
    {
        var (dense, sparse) = ($"{name}-v1", $"{name}Sparse-v1");
        yield return new EnvironmentSpec(
            dense, $"{description} (MuJoCo)", () => make(dense, AdroitReward.Dense), Horizon, reference, successfulSteps);
        yield return new EnvironmentSpec(
            sparse, $"{description}, reward 10 or -0.1 (MuJoCo)", () => make(sparse, AdroitReward.Sparse), Horizon, null, successfulSteps);
    }

    private static EnvironmentSpec Binary(
        string id, string description, int successfulSteps, int horizon, Func<string, AdroitReward, AdroitEnvironment> make) =>
        new(id, $"{description}, reward 0 or -1 (MuJoCo)", () => make(id, AdroitReward.Binary), horizon, null, successfulSteps);
}
