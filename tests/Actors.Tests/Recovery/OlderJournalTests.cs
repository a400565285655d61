using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// A run that version 0.2 began, whose journal came from another implementation of Akka.Persistence.Sql, and that was killed amid its online
/// rounds: 600 random transitions of Pendulum, 100 offline updates, 10 online rounds of 100 steps, on an Intel Xeon with AVX-512.
/// </summary>
[Trait("Category", "Run")]
public sealed class OlderJournalTests : IDisposable
{
    /// <summary>Of the run that version 0.2 took to its end.</summary>
    private const string Digest = "f72c5ee0701d29b1ef20bc453cba8583893d38bf87e05968dd4f9b85709ad0ae";

    private readonly RunFolder folder = Copy();

    [Fact]
    public async Task A_run_of_version_0_2_goes_on_to_the_digest_that_it_would_have_had_there()
    {
        var recorded = await ReadAsync();
        Assert.SkipUnless(IsSameCpu(recorded), $"the digest is that of '{recorded.Started.Fingerprint}'");
        Assert.Equal(Digest, (await GoOnAsync(recorded)).Digest);
    }

    /// <summary>On any machine.</summary>
    [Fact]
    public async Task A_run_of_version_0_2_goes_on_to_its_end_and_verifies()
    {
        var recorded = await ReadAsync();
        Assert.Equal(9, recorded.History.Trained.Count);
        var result = await GoOnAsync(recorded);
        var whole = await ReadAsync();
        using var verification = await RunVerification.OpenAsync(whole, !IsSameCpu(recorded), TestContext.Current.CancellationToken);
        verification.Run(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((12, result.Digest), (verification.Rounds.Count, whole.History.Finished!.Digest));
    }

    /// <summary>Its configuration lacks the keys that came later, and its header has the hash of that.</summary>
    [Fact]
    public void A_run_of_version_0_2_that_had_not_begun_can_begin()
    {
        var lines = File.ReadAllLines(folder.Config);
        Assert.DoesNotContain(lines, line => line.Contains("start-timeout", StringComparison.Ordinal));
        File.WriteAllLines(folder.Config, lines
            .Where(line => !line.StartsWith("dataset.path", StringComparison.Ordinal))
            .Select(line => line.Replace("offline.updates = 100", "offline.updates = 0", StringComparison.Ordinal)));
        var refused = Assert.Throws<RunConfigException>(() => RunRequestReader.Read(folder));
        Assert.Equal(RecordedInputs.ConfigurationChanged(folder).Message, refused.Message); // a change is still found

        var body = string.Join('\n', File.ReadAllLines(folder.Config).Skip(3)) + "\n";
        File.WriteAllText(folder.Config, new RunHeader(5, RunConfig.Hash(body), null).ToComment() + body);
        Assert.Equal(5UL, RunRequestReader.Read(folder).Seed);
    }

    public void Dispose() => Directory.Delete(folder.FullPath, recursive: true);

    private Task<RecordedRun> ReadAsync() => RecordedRun.ReadAsync(folder, TestContext.Current.CancellationToken);

    private static Task<RunResult> GoOnAsync(RecordedRun recorded) => new RunLauncher(NullLoggerFactory.Instance).TrainAsync(
        recorded.ToRequest(acceptOtherCpu: true), new IgnoredProgress(), TestContext.Current.CancellationToken);

    private static bool IsSameCpu(RecordedRun recorded) => LearnerFactory.Fingerprint(recorded.Config) == recorded.Started.Fingerprint;

    private static RunFolder Copy()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Fixtures", "run-of-0.2");
        var target = Path.Combine(Path.GetTempPath(), "awac-older-" + Guid.NewGuid().ToString("N"));
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return RunFolder.Open(target);
    }
}
