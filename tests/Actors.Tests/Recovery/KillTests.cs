using System.Diagnostics;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// The program is killed at random moments, in training, in recovery and while it writes a checkpoint, and resumed: not one bit of the
/// run changes, and nothing that it has said is lost.
/// </summary>
[Trait("Category", "Run")]
public sealed class KillTests : IDisposable
{
    private const int Kills = 5;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-kill-").FullName;

    public static TheoryData<int> Scenarios => [.. Enumerable.Range(0, KillScenario.All.Length)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Killed_at_random_moments_a_run_ends_as_the_uninterrupted_one(int scenario)
    {
        var tally = await Chain(scenario).RunAsync(Kills);
        Assert.Equal(Kills, tally.Kills);
        Assert.True(KillScenario.All[scenario] != KillScenario.Terminating || tally.Terminals > 0); // else it would not show that these survive
        TestContext.Current.TestOutputHelper?.WriteLine($"{KillScenario.All[scenario]}: {tally}");
    }

    /// <summary>Two chains at a time; AWAC_KILLS sets another number of kills than 1,000.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task Killed_a_thousand_times_every_run_ends_as_the_uninterrupted_one()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("AWAC_KILLS"), out var given) ? given : 1_000;
        var each = kills / KillScenario.All.Length;
        var clock = Stopwatch.StartNew();
        var sum = new KillTally();
        foreach (var pair in Enumerable.Range(0, KillScenario.All.Length).Chunk(2))
        {
            var tallies = await Task.WhenAll(pair.Select(scenario => Chain(scenario).RunAsync(each)));
            foreach (var (scenario, tally) in pair.Zip(tallies))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{KillScenario.All[scenario]}: {tally}");
                sum += tally;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{KillScenario.All.Length} configurations in {clock.Elapsed.TotalMinutes:f1} minutes: {sum}");
        Assert.Equal(each * KillScenario.All.Length, sum.Kills);
        Assert.NotEqual(0, sum.InRecovery);
        Assert.NotEqual(0, sum.InCheckpoint);
        Assert.NotEqual(0, sum.Acknowledged);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private KillChain Chain(int scenario) =>
        new(KillScenario.All[scenario], Directory.CreateDirectory(Path.Combine(folder, $"{scenario}")).FullName, seed: scenario);
}
