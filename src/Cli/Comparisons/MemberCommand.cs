using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Cli.Comparisons;

/// <summary>
/// <c>awac compare-run</c>: one run of a comparison, begun or gone on with and then judged. Started by <c>awac compare</c>, not by people, and so not in
/// the help. It stops cleanly when its input ends, which also happens when the one that started it is killed.
/// </summary>
internal static class MemberCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "compare-run";

    /// <summary>How long one that was stopped a moment ago may still hold the run.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);

    public static Command Create(CliConsole console, LauncherFactory launchers)
    {
        var run = new Argument<string>("RUN").Checked();
        var output = new Argument<string>("JUDGEMENT").Checked();
        var policy = new Option<ComparedPolicy>("--policy");
        var episodes = NumberOption.Positive("--episodes", "Episodes to judge by.", required: true);
        var seed = NumberOption.Seed("Their seed.");
        var command = new Command(Name, "Trains and judges one run of a comparison.") { run, output, policy, episodes, seed };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var order = new Order(
                parsed.GetRequiredValue(run), parsed.GetRequiredValue(output), parsed.GetValue(policy), parsed.GetValue(episodes)!.Value, parsed.GetValue(seed));
            using var input = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _ = Task.Factory.StartNew(() => AwaitEnd(input), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            using var signals = new StopSignals(input.Token, heedsInterrupts: false);
            return await RunAsync(console, launchers, order, signals);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, LauncherFactory launchers, Order order, StopSignals signals)
    {
        var folder = RunFolder.Open(order.Run);
        try
        {
            using var hold = await LockAsync(folder, signals.Token);
            await RunExecution.RunAsync(
                console, launchers, folder, stop => ResumeCommand.RequestAsync(console, folder, [], acceptOtherCpu: false, stop), signals);
            signals.Token.ThrowIfCancellationRequested();
            await JudgeAsync(launchers, folder, order, signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            // The one that started this one knows.
        }

        return ExitCode.Success;
    }

    private static async Task JudgeAsync(LauncherFactory launchers, RunFolder folder, Order order, CancellationToken stop)
    {
        var recorded = await RecordedRun.ReadAsync(folder, stop);
        var policy = folder.ReadPolicy(best: order.Policy == ComparedPolicy.Best);
        var summary = await launchers(NullLoggerFactory.Instance).EvaluateAsync(
            recorded.Config.Environment.Id, policy, order.Episodes, order.Seed, stop);
        new Judgement(order.Policy, order.Episodes, order.Seed, recorded.History.Finished!.Digest, summary).Write(order.Judgement);
    }

    private static async Task<IDisposable> LockAsync(RunFolder folder, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; ; waited += LockPoll)
        {
            try
            {
                return folder.Lock();
            }
            catch (RunConfigException) when (waited < LockPatience)
            {
                await Task.Delay(LockPoll, stop);
            }
        }
    }

    private static void AwaitEnd(CancellationTokenSource stop)
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nothing is ever written there.
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended by itself.
        }
    }

    private sealed record Order(string Run, string Judgement, ComparedPolicy Policy, int Episodes, ulong Seed);
}
