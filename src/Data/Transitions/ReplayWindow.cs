namespace AwacAkka.Data.Transitions;

/// <summary>What is drawn from: the transitions that a buffer holds, those of the dataset apart from those that were collected.</summary>
public readonly record struct ReplayWindow
{
    private readonly long oldest;

    /// <summary>The transitions that a buffer holds now. What the ring has overwritten, the dataset first, is in neither part.</summary>
    /// <param name="buffer">The buffer; nobody appends while it is drawn from beyond its capacity.</param>
    /// <param name="count">Its rows that are drawn from.</param>
    /// <param name="offline">Transitions of the dataset: so many were appended first.</param>
    public ReplayWindow(ReplayBuffer buffer, int count, long offline = 0)
    {
        (Buffer, Count) = (buffer, count);
        oldest = buffer.Appended > buffer.Capacity ? buffer.Appended - buffer.Capacity : 0;
        Offline = (int)Math.Clamp(offline - oldest, 0, count);
        Collected = Math.Max(0, oldest + count - offline);
    }

    /// <summary>The buffer.</summary>
    public ReplayBuffer Buffer { get; }

    /// <summary>Transitions to draw from.</summary>
    public int Count { get; }

    /// <summary>How many of them are the dataset's.</summary>
    public int Offline { get; }

    /// <summary>How many of them were collected.</summary>
    public int Online => Count - Offline;

    /// <summary>Transitions that were ever collected.</summary>
    public long Collected { get; }

    /// <summary>The row of one of the newest transitions, the oldest of them first.</summary>
    /// <param name="number">Its number among them.</param>
    /// <param name="of">How many there are.</param>
    public int NewestRow(int number, int of) => Buffer.PlaceOf(oldest + Count - of + number);

    /// <summary>The row of one of the dataset's transitions.</summary>
    public int OfflineRow(int number) => Buffer.PlaceOf(oldest + number);

    /// <summary>The row of one of the collected transitions.</summary>
    public int OnlineRow(int number) => Buffer.PlaceOf(oldest + Offline + number);
}
