using System.Runtime.InteropServices;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Tests;

/// <summary>A signal is the whole process's: a command that another test runs at the same time would take two of them for the order to end at once.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SignalsToThisProcess
{
    public const string Name = nameof(SignalsToThisProcess);
}

/// <summary>Signals that come when there is nothing left to stop.</summary>
[Collection(SignalsToThisProcess.Name)]
public sealed partial class StopSignalsTests
{
    private const int Times = 200, Hangup = 1; // SIGHUP's number on Linux
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The runtime takes a signal up on a thread of its own, which may be later than the end of what listened. What that threw would end this program.</summary>
    [Fact]
    public void A_signal_that_comes_while_a_command_ends_is_too_late_and_no_crash()
    {
        using var taken = new SemaphoreSlim(0);
        using var other = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // else it would end the tests
            taken.Release();
        });
        for (var i = 0; i < Times; i++)
        {
            using (new StopSignals(TestContext.Current.CancellationToken))
            {
                Assert.Equal(0, Kill(Environment.ProcessId, Hangup));
            }

            Assert.True(taken.Wait(Patience, TestContext.Current.CancellationToken));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
