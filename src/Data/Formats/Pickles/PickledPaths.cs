namespace AwacAkka.Data.Formats.Pickles;

/// <summary>
/// Demonstrations as DAPG (<c>mjrl</c>) and rlkit pickle them: a list of paths, each a dictionary of arrays with a row per step. rlkit
/// keeps an observation as a dictionary, of which <c>state_observation</c> is meant, and numbers as arrays of one.
/// </summary>
/// <remarks>
/// Source: <c>rlkit/demos/source/dict_to_mdp_path_loader.py</c>, which also cuts a path to the shorter of observations and actions;
/// <c>mjrl/samplers/core.py</c>, whose paths keep gym's done of the last step as <c>terminated</c>: it is true at the time limit as well.
/// </remarks>
/// <param name="paths">The paths.</param>
/// <param name="bytes">Length of the pickle, which bounds how many numbers it can honestly hold.</param>
internal sealed class PickledPaths(IReadOnlyList<PickledDictionary> paths, long bytes)
{
    /// <summary>mjrl's name of what <see cref="Terminated"/> is read from.</summary>
    public const string TerminatedKey = "terminated";

    private static readonly string[] InnerNames = ["state_observation", "observation"];
    private long numbers;

    /// <summary>Rows of each path.</summary>
    public IReadOnlyList<int> Lengths { get; } =
        [.. paths.Select(path => Math.Min(Count(Require(path, "observations")), Count(Require(path, "actions"))))];

    /// <summary>The paths of a pickle's value.</summary>
    /// <exception cref="InvalidDataException">It is no list of dictionaries.</exception>
    public static PickledPaths Of(object? root, long bytes)
    {
        var items = root switch
        {
            PickledList list => list,
            PickledArray { Objects: { } objects } => objects,
            PickledDictionary path => new PickledList([path]),
            _ => throw NoPaths(),
        };
        return items.Count > 0 && items.All(item => item is PickledDictionary)
            ? new PickledPaths([.. items.Cast<PickledDictionary>()], bytes)
            : throw NoPaths();
    }

    /// <summary>Names that all paths have.</summary>
    public IReadOnlyList<string> Names => [.. paths.Select(path => path.Keys.AsEnumerable()).Aggregate((common, next) => common.Intersect(next))];

    /// <summary>The rows of all paths under that name, behind one another.</summary>
    /// <param name="name">A name that all paths have.</param>
    /// <returns>As many numbers per row in every path.</returns>
    /// <exception cref="InvalidDataException">They are no numbers, or not as many in every row.</exception>
    public float[] Rows(string name)
    {
        List<float> all = [];
        int? width = null;
        foreach (var (path, length) in paths.Zip(Lengths))
        {
            var value = Require(path, name);
            if (Count(value) < length)
            {
                throw new InvalidDataException($"a path has {Count(value)} rows of '{name}' and {length} of others");
            }

            for (var row = 0; row < length; row++)
            {
                var before = all.Count;
                Append(value, row, name, all);
                if (all.Count - before is var here && here != (width ??= here))
                {
                    throw new InvalidDataException($"'{name}' has {here} numbers in one row and {width} in another");
                }
            }
        }

        return [.. all];
    }

    /// <summary>For each row, whether its path's last step was done, as mjrl says it; false where it does not.</summary>
    public IEnumerable<bool> Terminated => paths.Zip(Lengths).SelectMany(
        path => Enumerable.Repeat(path.First.GetValueOrDefault(TerminatedKey) is true or 1L or 1.0, path.Second));

    private static InvalidDataException NoPaths() => new(
        "it is a pickle of something else than demonstrations: a list of paths, each a dictionary with 'observations', 'actions' and 'rewards'");

    private static object Require(PickledDictionary path, string name) => path.GetValueOrDefault(name)
        ?? throw new InvalidDataException($"a path lacks '{name}'; it has {string.Join(", ", path.Keys.Order(StringComparer.Ordinal))}");

    private static int Count(object value) => value switch
    {
        PickledArray { Shape: [var rows, ..] } => rows,
        PickledList list => list.Count,
        _ => throw new InvalidDataException("a path has a single value where there should be one per step"),
    };

    private void Append(object value, int row, string name, List<float> to)
    {
        switch (value)
        {
            case PickledArray { Numbers: { } all, Shape: var shape }:
                var width = shape.Skip(1).Aggregate(1, (product, size) => product * size);
                Append(all.AsSpan(row * width, width), to);
                break;
            case PickledArray { Objects: { } objects }:
                AppendItem(objects[row], name, to);
                break;
            case PickledList list:
                AppendItem(list[row], name, to);
                break;
        }
    }

    private void AppendItem(object? item, string name, List<float> to)
    {
        switch (item)
        {
            case PickledDictionary inner:
                var key = InnerNames.FirstOrDefault(inner.ContainsKey)
                    ?? throw new InvalidDataException($"'{name}' is made of dictionaries without '{InnerNames[0]}'");
                AppendItem(inner[key] is PickledDictionary ? null : inner[key], name, to);
                break;
            case PickledArray { Numbers: { } all }:
                Append(all, to);
                break;
            case bool or long or double:
                Append([Convert.ToSingle(item)], to);
                break;
            default:
                throw new InvalidDataException($"'{name}' holds something else than numbers");
        }
    }

    /// <summary>A pickle can name one array a million times; what it says so often was not recorded.</summary>
    private void Append(ReadOnlySpan<float> values, List<float> to)
    {
        numbers += values.Length;
        if (numbers > bytes)
        {
            throw new InvalidDataException("it is a pickle that repeats its arrays more often than a recording does");
        }

        to.AddRange(values);
    }
}
