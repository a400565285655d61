namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>What became of runs that were killed.</summary>
internal sealed record KillTally
{
    /// <summary>Processes killed while they ran.</summary>
    public int Kills { get; set; }

    /// <summary>Of those, before the first event of the run.</summary>
    public int Unbegun { get; set; }

    /// <summary>Of those, after a resumed process opened the journal and before it recorded anything new.</summary>
    public int InRecovery { get; set; }

    /// <summary>Of those, while a checkpoint was being written.</summary>
    public int InCheckpoint { get; set; }

    /// <summary>Runs that went to their end, each with the digest and the metrics of the run that no one killed.</summary>
    public int Runs { get; set; }

    /// <summary>Episodes in their journals that ended by themselves.</summary>
    public int Terminals { get; set; }

    /// <summary>Rounds that were said to be trained before a kill.</summary>
    public int Acknowledged { get; set; }

    public static KillTally operator +(KillTally one, KillTally other) => new()
    {
        Kills = one.Kills + other.Kills,
        Unbegun = one.Unbegun + other.Unbegun,
        InRecovery = one.InRecovery + other.InRecovery,
        InCheckpoint = one.InCheckpoint + other.InCheckpoint,
        Runs = one.Runs + other.Runs,
        Terminals = one.Terminals + other.Terminals,
        Acknowledged = one.Acknowledged + other.Acknowledged,
    };

    /// <summary>The summary. A lost round fails the test, so there is only one number to tell.</summary>
    public override string ToString() =>
        $"{Kills} kills ({Unbegun} before the first event, {InRecovery} in recovery, {InCheckpoint} while a checkpoint was written), all resumed; "
        + $"{Runs} final digests equal to the uninterrupted run's; {Acknowledged} rounds acknowledged before a kill, lost: 0";
}
