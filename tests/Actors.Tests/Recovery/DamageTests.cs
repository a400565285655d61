using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Nothing is trained on bad bytes: damage is found and named, by resuming and by verifying.</summary>
[Trait("Category", "Run")]
public sealed class DamageTests
{
    private const string FlipInChunk =
        """
        UPDATE journal SET message = CAST(substr(message, 1, 500) || x'55AA55AA' || substr(message, 505) AS BLOB)
        WHERE persistence_id = 'replay' AND sequence_number = @n
        """;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_damaged_chunk_stops_the_run_and_is_named(int sequenceNumber)
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        run.Damage(FlipInChunk, ("@n", sequenceNumber));
        var resumed = await Assert.ThrowsAsync<StorageException>(() => run.ResumeAsync());
        Assert.Contains("is damaged: a chunk of transitions does not have the checksum", resumed.Message, StringComparison.Ordinal);
        var verified = await Assert.ThrowsAsync<StorageException>(run.VerifyAsync);
        Assert.Contains("is damaged: a chunk of transitions does not have the checksum", verified.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "is damaged: chunk 2 of the dataset stands where chunk 1 should; bring a good copy of it back")]
    [InlineData(4, "it lacks transitions, as the replay buffer should hold")]
    public async Task A_missing_chunk_is_found(int sequenceNumber, string expected)
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        run.Damage("DELETE FROM journal WHERE persistence_id = 'replay' AND sequence_number = @n", ("@n", sequenceNumber));
        var resumed = await Assert.ThrowsAsync<StorageException>(() => run.ResumeAsync());
        Assert.Contains(expected, resumed.Message, StringComparison.Ordinal);
        var verified = await Assert.ThrowsAnyAsync<Exception>(run.VerifyAsync);
        Assert.Contains("journal", verified.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tampered_digest_stops_the_run_and_names_the_round()
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        Directory.GetFiles(run.Folder.Checkpoints).ToList().ForEach(File.Delete);
        run.Rewrite("round-trained-1", 4, Tamper);
        var resumed = await Assert.ThrowsAsync<RunFailedException>(() => run.ResumeAsync());
        Assert.StartsWith("online round 2 does not come to the recorded weights", resumed.Message, StringComparison.Ordinal);
        var verified = await Assert.ThrowsAsync<RunFailedException>(run.VerifyAsync);
        Assert.StartsWith("online round 2 does not come to the recorded weights", verified.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_cpu_is_refused_unless_accepted()
    {
        var whole = await TestRun.CalmAsync();
        using var run = await RecoveredRun.StoppedAsync(5);
        run.Rewrite("run-started-1", 0, text => text.Replace("\"Fingerprint\":\"", "\"Fingerprint\":\"Another ", StringComparison.Ordinal));
        var metrics = run.Metrics;
        var refused = await Assert.ThrowsAsync<RunConfigException>(() => run.ResumeAsync());
        Assert.Contains("--accept-other-cpu", refused.Message, StringComparison.Ordinal);
        Assert.Equal(metrics, run.Metrics);
        Assert.Equal(whole.Result.Digest, (await run.ResumeAsync(acceptOtherCpu: true))?.Digest);
    }

    [Fact]
    public async Task On_an_accepted_cpu_rounds_may_come_to_other_weights()
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        Directory.GetFiles(run.Folder.Checkpoints).ToList().ForEach(File.Delete);
        run.Rewrite("round-trained-1", 4, Tamper);
        var result = await run.ResumeAsync(acceptOtherCpu: true);
        Assert.Equal((await TestRun.CalmAsync()).Result.Digest, result?.Digest);
        Assert.Equal(result?.Digest, await run.VerifyAsync());
    }

    [Fact]
    public async Task A_run_of_a_newer_version_is_refused()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        run.Damage("UPDATE journal SET manifest = 'round-trained-9' WHERE persistence_id = 'run' AND sequence_number = @n", ("@n", 3));
        var refused = await Assert.ThrowsAsync<RunConfigException>(() => run.ResumeAsync());
        Assert.Contains("a newer version of the program wrote it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_configuration_is_refused()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        var text = await File.ReadAllTextAsync(run.Folder.Config, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            run.Folder.Config, text.Replace("online.steps = 800", "online.steps = 900", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<RunConfigException>(() => run.ResumeAsync());
        Assert.Contains("is not the configuration that the run was begun with", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_open_in_one_process_at_a_time()
    {
        using var run = await RecoveredRun.StoppedAsync(1);
        using (run.Folder.Lock())
        {
            var refused = Assert.Throws<RunConfigException>(run.Folder.Lock);
            Assert.Contains("is open in another process", refused.Message, StringComparison.Ordinal);
        }

        run.Folder.Lock().Dispose();
    }

    private static string Tamper(string trained)
    {
        const string Key = "\"Digest\":\"";
        var place = trained.IndexOf(Key, StringComparison.Ordinal) + Key.Length;
        return trained[..place] + (trained[place] == '0' ? '1' : '0') + trained[(place + 1)..];
    }
}
