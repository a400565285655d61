namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>Timing, drawn from a seed: which answer comes next, when the process is killed, and which checkpoint is left undamaged.</summary>
/// <param name="seed">The seed; null for answers in the order of their questions, no kill and the newest checkpoint.</param>
/// <param name="kills">After how much work each process is killed; the one after the last lives.</param>
internal sealed class Scheduler(int? seed, IReadOnlyList<int> kills)
{
    private readonly Random? random = seed is { } value ? new Random(value) : null;
    private int work;

    /// <summary>How often a process was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>One of so many answers: any, or, with an odd seed, mostly the youngest, so that some of them are late by many rounds.</summary>
    public int Next(int count) => random is null ? 0 : seed % 2 == 1 && random.Next(20) > 0 ? count - 1 : random.Next(count);

    /// <summary>The newest of the places to go on from, or any.</summary>
    public T Choose<T>(IReadOnlyList<T> places) => places[random is null || random.Next(2) == 0 ? 0 : random.Next(places.Count)];

    /// <summary>Something is done that a kill can come before or behind.</summary>
    /// <exception cref="Killed">It comes now.</exception>
    public void Tick()
    {
        if (Kills < kills.Count && ++work > kills[Kills])
        {
            (work, Kills) = (0, Kills + 1);
            throw new Killed();
        }
    }
}
