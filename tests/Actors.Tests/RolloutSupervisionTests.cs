using AwacAkka.Actors.Records;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Actors.Tests;

/// <summary>Failed rollouts are restarted and their slots run again, to the same bits.</summary>
[Trait("Category", "Run")]
public sealed class RolloutSupervisionTests
{
    [Fact]
    public async Task Exceptions_and_na_ns_in_the_environment_do_not_change_the_digest()
    {
        var calm = await TestRun.CalmAsync();
        var exceptions = await TestRun.TrainAsync(environment: FaultyPendulum.Register(
            (step, _) => step is 57 or 311 ? throw new InvalidOperationException("injected") : null));
        var poisoned = await TestRun.TrainAsync(environment: FaultyPendulum.Register(
            (step, result) => step is 91 or 402 ? result with { Reward = double.NaN } : null));
        Assert.Equal(calm.Result.Digest, exceptions.Result.Digest);
        Assert.Equal(calm.Result.Digest, poisoned.Result.Digest);
        Assert.Empty(exceptions.Notices);
    }

    [Fact]
    public async Task A_hanging_step_costs_its_worker_not_the_run()
    {
        var calm = await TestRun.CalmAsync();
        using var release = new ManualResetEventSlim();
        var hanging = await TestRun.TrainAsync(
            environment: FaultyPendulum.Register((step, _) =>
            {
                if (step == 130)
                {
                    release.Wait(TimeSpan.FromSeconds(20));
                }

                return null;
            }),
            change: config => config with { Rollouts = config.Rollouts with { StepTimeout = TimeSpan.FromMilliseconds(300) } });
        release.Set();
        Assert.Equal(calm.Result.Digest, hanging.Result.Digest);
    }

    [Fact]
    public async Task A_slot_that_always_fails_is_quarantined_and_the_run_goes_on()
    {
        var failures = 0; // three slots of the first round begin after step 60, and each may fail three times
        var outcome = await TestRun.TrainAsync(
            workers: 1,
            environment: FaultyPendulum.Register((step, _) =>
                step >= 60 && Interlocked.Increment(ref failures) <= 9 ? throw new InvalidOperationException("broken for good") : null),
            change: config => config with { Offline = config.Offline with { Updates = 0 } });
        Assert.Equal(
            [.. new[] { 1, 2, 3 }.Select(slot => $"slot {slot} of online round 1 failed too often and begins anew")], // rounds as in metrics.csv
            outcome.Notices.Select(notice => notice[..notice.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.All(outcome.Notices, notice => Assert.Contains("broken for good", notice, StringComparison.Ordinal));
        Assert.NotEqual((await TestRun.CalmAsync()).Result.Digest, outcome.Result.Digest);
    }

    [Fact]
    public async Task An_environment_that_cannot_be_made_ends_the_run_with_its_reason()
    {
        var id = $"Unmakeable-{Guid.NewGuid():N}";
        var made = 0;
        EnvironmentRegistry.Register(new EnvironmentSpec(
            id, "fails from the second on", () => ++made == 1 ? new Pendulum() : throw new DllNotFoundException("libmissing is missing")));
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => TestRun.TrainAsync(environment: id));
        Assert.Contains("libmissing is missing", failure.Message, StringComparison.Ordinal);
    }
}
