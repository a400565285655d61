using System.Collections.Concurrent;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Comparisons;

/// <summary>Trains and judges the runs of a comparison, some at a time. One that fails does not keep the others from their end.</summary>
/// <param name="plan">The runs.</param>
/// <param name="folder">Where they are kept.</param>
/// <param name="program">This program.</param>
/// <param name="output">Hears how they get on.</param>
internal sealed class MemberPool(ComparisonPlan plan, ComparisonFolder folder, WorkerLaunch program, TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<ComparisonMember, MemberProcess> running = new();
    private readonly ConcurrentDictionary<ComparisonMember, string> failures = new();
    private int done;

    /// <summary>Runs all that is not done, until they have ended or are asked to stop.</summary>
    /// <param name="stop">Asks to stop, cleanly.</param>
    /// <returns>Why runs failed.</returns>
    public async Task<IReadOnlyDictionary<ComparisonMember, string>> RunAsync(CancellationToken stop)
    {
        using var telling = new CancellationTokenSource();
        var told = TellAsync(telling.Token);
        await Parallel.ForEachAsync(
            plan.Members, new ParallelOptions { MaxDegreeOfParallelism = plan.Config.Parallel }, async (member, _) => await RunAsync(member, stop));
        await telling.CancelAsync();
        await told;
        return failures;
    }

    private async Task RunAsync(ComparisonMember member, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        try
        {
            if (await IsDoneAsync(member, stop))
            {
                Interlocked.Increment(ref done);
                output.WriteLine($"{member.Name}: kept as it is");
                return;
            }

            await TrainAsync(member, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run goes on another time.
        }
        catch (Exception e)
        {
            failures[member] = UserErrors.Explain(e).Sentence; // whatever it is, it is this run's, and ends in the sentence about all that failed
        }
    }

    private async Task TrainAsync(ComparisonMember member, CancellationToken stop)
    {
        var isBegun = folder.IsBegun(member);
        if (!isBegun)
        {
            folder.Begin(member);
        }

        output.WriteLine($"{member.Name}: {(isBegun ? "goes on" : "begins")}");
        using var process = MemberProcess.Start(program, folder, member, plan.Config);
        running[member] = process;
        var failure = await process.WaitAsync(stop);
        running.Remove(member, out _);
        failure ??= await LackAsync(member, stop);
        if (failure is not null)
        {
            failures[member] = failure;
            output.WriteLine($"{member.Name}: failed: {failure}");
        }
        else if (Judgement.Find(folder.Judgement(member)) is { } judgement && !stop.IsCancellationRequested)
        {
            var all = plan.Members.Count;
            output.WriteLine(
                $"{member.Name}: done ({Interlocked.Increment(ref done)} of {all}), return {Numbers.Return(judgement.Summary.MeanReturn)}, digest {judgement.Digest}");
        }
    }

    /// <summary>
    /// Why a run is not done whose process says that all went well; null where it is done, or is to go on another time. A signal to that process alone
    /// ends it cleanly, and nobody here asked for that.
    /// </summary>
    private async Task<string?> LackAsync(ComparisonMember member, CancellationToken stop) =>
        await IsDoneAsync(member, stop) || await MemberProcess.IsStoppingAsync(stop) ? null : "its process was stopped before the end";

    /// <summary>Whether a run has ended and was judged as it is to be judged now.</summary>
    private async Task<bool> IsDoneAsync(ComparisonMember member, CancellationToken stop) =>
        folder.IsBegun(member)
        && Judgement.Find(folder.Judgement(member)) is { } judgement
        && await RecordedRun.FindAsync(RunFolder.Open(folder.Run(member)), stop) is { IsComplete: true, History.Finished: { } finished }
        && judgement.Fits(plan.Config.Policy, plan.Config.Episodes, member.EvaluationSeed, finished.Digest);

    private async Task TellAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach (var (member, process) in running.Where(pair => pair.Value.Latest.Length > 0).OrderBy(pair => pair.Key.Path, StringComparer.Ordinal))
                {
                    output.WriteLine($"{member.Name}: {process.Latest}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All runs have ended.
        }
    }
}
