using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// A run that version 0.2 began, whose journal came from another implementation of Akka.Persistence.Sql, and that was killed amid its online rounds:
/// 600 random transitions of Pendulum, 100 offline updates, 10 online rounds of 100 steps, on an Intel Xeon with AVX-512.
/// </summary>
public sealed class OlderJournalTests : IDisposable
{
    private const string Digest = "f72c5ee0701d29b1ef20bc453cba8583893d38bf87e05968dd4f9b85709ad0ae"; // of the run that version 0.2 took to its end
    private readonly RunFolder folder = Copy();

    [Fact]
    public async Task ARunOfVersion02GoesOnToTheDigestThatItWouldHaveHadThere()
    {
        var recorded = await RecordedRun.ReadAsync(folder, TestContext.Current.CancellationToken);
        Assert.Equal(9, recorded.Record.Trained.Count);
        var result = await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(
            recorded.ToRequest(acceptOtherCpu: true), new IgnoredProgress(), TestContext.Current.CancellationToken);
        Assert.Equal(64, result.Digest.Length);
        if (IsSameCpu(recorded))
        {
            Assert.Equal(Digest, result.Digest);
        }

        using var verification = await RunVerification.OpenAsync(
            await RecordedRun.ReadAsync(folder, TestContext.Current.CancellationToken), !IsSameCpu(recorded), TestContext.Current.CancellationToken);
        verification.Run(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(12, verification.Rounds.Count);
    }

    public void Dispose() => Directory.Delete(folder.FullPath, recursive: true);

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
