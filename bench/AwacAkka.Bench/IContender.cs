namespace AwacAkka.Bench;

/// <summary>One side of a race: something that repeats a piece of work as often as it is told.</summary>
internal interface IContender
{
    /// <summary>What sets it apart from the others of its side, for the reader of a figure.</summary>
    string Setting { get; }

    /// <summary>Does the work <paramref name="count"/> times and returns the seconds it took.</summary>
    double Run(int count);
}
