using AwacAkka.Data.Formats.Hdf5;

namespace AwacAkka.Data.Logs;

/// <summary>The episodes of a Minari file, one behind the other.</summary>
internal sealed class MinariEpisodes
{
    private const string Observations = "observations";
    private const string Actions = "actions";
    private const string Rewards = "rewards";
    private const string Terminations = "terminations";
    private const string Truncations = "truncations";
    private readonly Hdf5Group root;
    private readonly IReadOnlyList<string> observationKeys;
    private readonly List<long> starts = [0]; // one more than episodes
    private readonly Dictionary<string, (long[] Shape, string Type)> first = [];

    /// <summary>Measures all episodes.</summary>
    /// <param name="root">The file.</param>
    /// <param name="observationKeys">The arrays of an episode that make an observation; null for <c>observations</c>.</param>
    /// <exception cref="InvalidDataException">One is missing, or its arrays do not fit together.</exception>
    public MinariEpisodes(Hdf5Group root, IReadOnlyList<string>? observationKeys)
    {
        this.root = root;
        this.observationKeys = observationKeys ?? [Observations];
        var groups = root.Count;
        for (var episode = 0; episode < groups; episode++)
        {
            var name = $"episode_{episode}";
            if (root.KindOf(name) != Hdf5Kind.Group)
            {
                throw new InvalidDataException($"its {groups} episodes are not numbered without gaps: the group '{name}' is missing");
            }

            starts.Add(Steps + Measure(name));
        }
    }

    /// <summary>Number of episodes.</summary>
    public int Count => starts.Count - 1;

    /// <summary>Steps of all episodes.</summary>
    public long Steps => starts[^1];

    /// <summary>D4RL's columns of all episodes joined.</summary>
    public IReadOnlyDictionary<string, LogColumn> Columns() => new LogColumn[]
    {
        ObservationsFrom(LogKeys.Observations, shift: 0),
        new Joined(this, LogKeys.Actions, Actions, shift: 0),
        new Joined(this, LogKeys.Rewards, Rewards, shift: 0),
        new Joined(this, LogKeys.Terminals, Terminations, shift: 0),
        new Ends(this),
        ObservationsFrom(LogKeys.NextObservations, shift: 1),
    }.ToDictionary(c => c.Key);

    private LogColumn ObservationsFrom(string key, int shift) => observationKeys is [var single]
        ? new Joined(this, key, single, shift)
        : new SideBySide(key, [.. observationKeys.Select(source => new Joined(this, key, source, shift))]);

    private long Measure(string name)
    {
        using var group = root.OpenGroup(name);
        var actions = Shape(group, name, Actions, 2, takesVector: true);
        var steps = actions[0];
        foreach (var key in observationKeys)
        {
            var observations = Shape(group, name, key, 2);
            if (observations[0] != steps + 1)
            {
                throw new InvalidDataException(
                    $"'{name}/{key}' has {observations[0]} rows, expected {steps + 1}: one more than '{name}/{Actions}' has");
            }
        }

        foreach (var key in new[] { Rewards, Terminations, Truncations })
        {
            if (Shape(group, name, key, 1)[0] is var rows && rows != steps)
            {
                throw new InvalidDataException($"'{name}/{key}' has {rows} rows but '{name}/{Actions}' has {steps}");
            }
        }

        return steps;
    }

    private long[] Shape(Hdf5Group group, string name, string key, int dimensions, bool takesVector = false)
    {
        using var dataset = group.KindOf(key) switch
        {
            Hdf5Kind.Dataset => group.OpenDataset(key),
            Hdf5Kind.Group => throw D4rlLog.Grouped($"{name}/{key}"),
            _ => throw new InvalidDataException($"'{name}' lacks the array '{key}'"),
        };
        long[] shape = [.. dataset.Shape];
        if (shape.Length != dimensions && !(dimensions == 1 && shape is [_, 1]) && !(takesVector && shape is [_]))
        {
            var expected = dimensions == 2 ? "two dimensions (rows, numbers per row)" : "one number per row";
            throw new InvalidDataException($"'{name}/{key}' has shape [{string.Join(", ", shape)}], expected {expected}");
        }

        var (firstShape, _) = first.TryGetValue(key, out var known) ? known : first[key] = (shape, dataset.Type);
        return dimensions == 1 || Width(shape) == Width(firstShape)
            ? shape
            : throw new InvalidDataException($"'{name}/{key}' has {Width(shape)} numbers per row, but 'episode_0/{key}' has {Width(firstShape)}");
    }

    /// <summary>Numbers per row.</summary>
    private static long Width(long[] shape) => shape is [_, var width] ? width : 1;

    /// <summary>The episode that a row is in.</summary>
    private int EpisodeOf(long row)
    {
        var found = starts.BinarySearch(row);
        if (found < 0)
        {
            return ~found - 1;
        }

        // Episodes without a step begin at the same row; the last one there has it.
        while (found < Count && starts[found + 1] == row)
        {
            found++;
        }

        return found;
    }

    private IReadOnlyList<long> ShapeOf(string key) =>
        !first.TryGetValue(key, out var known) ? [0] : known.Shape is [_, var width] ? [Steps, width] : [Steps];

    /// <summary>One array of every episode, joined; <paramref name="shift"/> rows later where it holds successors.</summary>
    private class Joined(MinariEpisodes episodes, string key, string source, int shift)
        : LogColumn(key, episodes.ShapeOf(source), episodes.first.TryGetValue(source, out var known) ? known.Type : "float32")
    {
        private Hdf5Dataset? open;
        private int openEpisode = -1;

        public override void Read(long row, Span<float> destination)
        {
            var width = Shape is [_, var numbers] ? (int)numbers : 1;
            while (destination.Length > 0)
            {
                var episode = episodes.EpisodeOf(row);
                var start = episodes.starts[episode];
                var rows = (int)Math.Min(destination.Length / width, episodes.starts[episode + 1] - row);
                Open(episode).Read(row - start + shift, destination[..(rows * width)]);
                destination = destination[(rows * width)..];
                row += rows;
            }
        }

        public override void Dispose()
        {
            open?.Dispose();
            base.Dispose();
        }

        private Hdf5Dataset Open(int episode)
        {
            if (episode != openEpisode)
            {
                open?.Dispose();
                open = null;
                using var group = episodes.root.OpenGroup($"episode_{episode}");
                open = group.OpenDataset(source);
                openEpisode = episode;
            }

            return open!;
        }
    }

    /// <summary>
    /// Truncations. An episode that ends with neither flag is followed by another start all the same, which only a timeout can say in
    /// D4RL's form; behind the last episode nothing follows, so that it stays as it is.
    /// </summary>
    private sealed class Ends(MinariEpisodes episodes) : Joined(episodes, LogKeys.Timeouts, Truncations, shift: 0)
    {
        private readonly MinariEpisodes episodes = episodes;
        private readonly Joined terminations = new(episodes, LogKeys.Terminals, Terminations, shift: 0);

        public override void Read(long row, Span<float> destination)
        {
            base.Read(row, destination);
            Span<float> terminated = stackalloc float[1];
            for (var end = episodes.EpisodeOf(row) + 1; end < episodes.Count && episodes.starts[end] <= row + destination.Length; end++)
            {
                var last = episodes.starts[end] - 1;
                if (last >= row)
                {
                    terminations.Read(last, terminated);
                    ref var flag = ref destination[(int)(last - row)];
                    flag = terminated[0] != 0 ? flag : 1;
                }
            }
        }

        public override void Dispose()
        {
            terminations.Dispose();
            base.Dispose();
        }
    }
}
