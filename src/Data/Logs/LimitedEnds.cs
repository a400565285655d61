namespace AwacAkka.Data.Logs;

/// <summary>Holds the ends of a log's episodes, row by row, against the time limit of its task.</summary>
/// <param name="limit">Steps after which an episode is cut; null for none, where nothing is found.</param>
internal sealed class LimitedEnds(int? limit)
{
    private Sightings terminalsAtLimit;
    private bool isCut;
    private long row;
    private int steps;

    /// <summary>Terminal rows at exactly the limit's step, in a log that times no row out: the limit may have been logged as a failure.</summary>
    public Sightings TerminalsAtLimit => isCut ? default : terminalsAtLimit;

    /// <summary>Episodes of more steps than the limit, by their first row; an end within them may be missing.</summary>
    public Sightings LongEpisodes { get; private set; }

    /// <summary>Takes the flags of the next row.</summary>
    public void Add(bool terminal, bool timeout)
    {
        steps++;
        LongEpisodes = LongEpisodes.Plus(steps == limit + 1L, row - steps + 1);
        terminalsAtLimit = terminalsAtLimit.Plus(terminal && steps == limit, row);
        isCut |= timeout;
        steps = terminal || timeout ? 0 : steps;
        row++;
    }
}
