using Akka.Actor;
using Akka.Event;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// Warns of certificates that run out, as long as a node is up: they are looked at when a connection is opened, so that one which has run out is
/// noticed by nobody before a connection breaks, and then by all.
/// </summary>
public sealed class CertificateWatchActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Seldom = TimeSpan.FromDays(1);
    private static readonly TimeSpan Often = TimeSpan.FromHours(1);
    private readonly IReadOnlyList<(string Path, DateTime End)> certificates;
    private readonly TimeSpan before;
    private readonly TimeProvider clock;
    private readonly ILoggingAdapter log = Context.GetLogger();

    /// <summary>Watches the certificates that a node was started with, which has warned of them itself then.</summary>
    /// <param name="tls">Where they are.</param>
    /// <param name="clock">The time.</param>
    public CertificateWatchActor(TlsConfig tls, TimeProvider clock)
    {
        (certificates, before, this.clock) = (NodeCertificates.Ends(tls), tls.WarnBefore, clock);
        Receive<Look>(_ =>
        {
            Warn();
            LookAgain();
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <inheritdoc />
    protected override void PreStart() => LookAgain();

    /// <summary>When to look again: in the moment in which the next one runs out, daily before, and hourly when one has.</summary>
    internal static TimeSpan Until(IEnumerable<DateTime> ends, DateTime now)
    {
        var left = ends.Select(end => end - now).ToArray();
        var usual = left.Any(time => time <= TimeSpan.Zero) ? Often : Seldom;
        return left.Where(time => time > TimeSpan.Zero).Select(time => time + TimeSpan.FromSeconds(1)).Append(usual).Min();
    }

    private void LookAgain() => Timers.StartSingleTimer(nameof(Look), new Look(), Until(certificates.Select(c => c.End), Now));

    private void Warn()
    {
        foreach (var (path, end) in certificates)
        {
            if (end <= Now)
            {
                log.Warning(
                    $"the certificate '{path}' ran out at {end:u}: connections that are open go on, and no further one can be opened; put a new one in its place and start the node again");
            }
            else if (end - Now < before)
            {
                log.Warning($"the certificate '{path}' runs out in {(end - Now).TotalDays:0} days, at {end:u}");
            }
        }
    }

    private sealed record Look;
}
