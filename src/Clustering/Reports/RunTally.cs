using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Dispatch;

namespace AwacAkka.Clustering.Reports;

/// <summary>What a node has heard of one of its runs.</summary>
/// <param name="dispatch">The run's dispatch.</param>
/// <param name="since">When the run came here, as the clock has it.</param>
internal sealed class RunTally(IActorRef dispatch, long since)
{
    private const int NoticesKept = 5;
    private readonly Queue<string> notices = new();
    private RoundTrained? last;
    private long? firstSteps;
    private long lastRound;
    private double trained;
    private double? updatesPerSecond;

    /// <summary>Who knows of its rollouts.</summary>
    public IActorRef Asked => dispatch;

    /// <summary>Mean return of the last evaluation.</summary>
    public double? Return { get; set; }

    /// <summary>Its rollouts.</summary>
    public DispatchStatus? Dispatch { get; set; }

    /// <summary>Whether there is something to tell.</summary>
    public bool HasNews => last is not null || Dispatch is not null;

    /// <summary>A round has been trained.</summary>
    public void Add(RoundTrained round, TimeProvider clock)
    {
        lastRound = clock.GetTimestamp();
        firstSteps ??= round.Steps;
        var updates = round.Updates - (last?.Updates ?? round.Updates);
        updatesPerSecond = updates > 0 && round.Seconds > 0 ? updates / round.Seconds : updatesPerSecond;
        trained += round.Seconds;
        last = round;
    }

    /// <summary>There is something that a user should know.</summary>
    public void Notice(string sentence)
    {
        notices.Enqueue(sentence);
        if (notices.Count > NoticesKept)
        {
            notices.Dequeue();
        }
    }

    /// <summary>All of it.</summary>
    public RunReport ToReport(string node, TimeProvider clock)
    {
        var seconds = clock.GetElapsedTime(since).TotalSeconds;
        return new RunReport(
            node, last?.Phase.ToString().ToLowerInvariant() ?? "beginning", last is null ? 0 : last.Round + 1, last?.Updates ?? 0, last?.Steps ?? 0, Return,
            updatesPerSecond, last is null || seconds <= 0 ? null : (last.Steps - firstSteps) / seconds, seconds <= 0 ? 0 : Math.Clamp(1 - trained / seconds, 0, 1),
            last?.Digest ?? string.Empty, [.. notices], Dispatch, last is null ? null : clock.GetElapsedTime(lastRound).TotalSeconds);
    }
}
