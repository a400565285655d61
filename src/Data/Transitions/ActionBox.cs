using System.Globalization;

namespace AwacAkka.Data.Transitions;

/// <summary>What the actions of a log are measured in.</summary>
public enum ActionUnits
{
    /// <summary>Decided by what the file says of itself, else by the range of its numbers.</summary>
    Auto,

    /// <summary>The environment's own box, such as Pendulum's torques in [-2, 2].</summary>
    Environment,

    /// <summary>[-1, 1], in which policies act here, whatever the environment's box.</summary>
    Unit,
}

/// <summary>The box that actions lie in.</summary>
/// <param name="Low">Smallest value per action dimension, in the units of the log.</param>
/// <param name="High">Largest value per action dimension.</param>
public sealed record ActionBox(IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    private const double SameBound = 1e-6; // bounds are often stored in single precision

    /// <summary>Number of action dimensions.</summary>
    public int Dimension => Low.Count;

    /// <summary>Whether it is [-1, 1] in every dimension, so that there is nothing to scale.</summary>
    public bool IsUnit => Matches(Unit(Dimension));

    /// <summary>Whether every bound is finite; one that is not says nothing of units.</summary>
    public bool IsFinite => Low.Concat(High).All(double.IsFinite);

    /// <summary>[-1, 1] in every dimension.</summary>
    public static ActionBox Unit(int dimension) =>
        new([.. Enumerable.Repeat(-1.0, dimension)], [.. Enumerable.Repeat(1.0, dimension)]);

    /// <summary>Whether another box has the same bounds but for rounding.</summary>
    public bool Matches(ActionBox other) =>
        Dimension == other.Dimension && Same(Low, other.Low) && Same(High, other.High);

    /// <summary>An interval such as <c>[-2, 2]</c>, one per dimension where they differ.</summary>
    public override string ToString()
    {
        string[] intervals = [.. Low.Zip(High, Interval)];
        return intervals.Distinct().Count() == 1 ? intervals[0] : string.Join(" x ", intervals);
    }

    /// <summary>Scales actions, one behind the other, from this box to [-1, 1].</summary>
    internal void Scale(Span<float> actions)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            var d = i % Dimension;
            actions[i] = (float)((actions[i] - Low[d]) / (High[d] - Low[d]) * 2 - 1);
        }
    }

    /// <summary>Scales actions, one behind the other, from [-1, 1] to this box.</summary>
    internal float[] Unscale(ReadOnlySpan<float> actions)
    {
        var scaled = new float[actions.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            var d = i % Dimension;
            scaled[i] = (float)(Low[d] + (actions[i] + 1.0) / 2 * (High[d] - Low[d]));
        }

        return scaled;
    }

    /// <summary>An interval in words.</summary>
    internal static string Interval(double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"[{low:G4}, {high:G4}]");

    private static bool Same(IReadOnlyList<double> one, IReadOnlyList<double> other) =>
        one.Zip(other).All(pair => pair.First == pair.Second || Math.Abs(pair.First - pair.Second) <= SameBound * Math.Max(1, Math.Abs(pair.First)));
}

/// <summary>What the numbers of a log's actions mean, and how that was found out.</summary>
/// <param name="Units">Their units; <see cref="ActionUnits.Auto"/> where nothing tells them, so that they are kept as they are.</param>
/// <param name="Box">The box that they are scaled from to [-1, 1]; null where nothing is scaled.</param>
/// <param name="Reason">What tells it, as the end of a sentence.</param>
/// <param name="Other">The box that the numbers fit as well, so that their units are a guess; null where they are none.</param>
public sealed record ActionReading(ActionUnits Units, ActionBox? Box, string Reason, ActionBox? Other = null)
{
    /// <summary>How many choices there are, of which an action is the index; null where actions are none, and have units.</summary>
    public int? Choices { get; init; }

    /// <summary>Whether the units are a guess.</summary>
    public bool Guessed => Other is not null;

    /// <summary>Whether the numbers are those that policies here act with.</summary>
    public bool IsKnown => Units != ActionUnits.Auto;

    /// <summary>The first number that is no index of a choice; -1 where all are.</summary>
    public static int IndexOfNoChoice(ReadOnlySpan<float> actions, int choices)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            if (!(actions[i] >= 0 && actions[i] < choices && actions[i] == MathF.Floor(actions[i])))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>All of it in words.</summary>
    public override string ToString() => Units switch
    {
        _ when Choices is { } choices => $"as indices of choices, from 0 to {choices - 1}: {Reason}",
        ActionUnits.Environment => $"in the environment's units {Box}, scaled to [-1, 1]: {Reason}",
        ActionUnits.Unit => $"in [-1, 1]: {Reason}",
        _ => $"in units that are not known, kept as they are: {Reason}",
    };
}
