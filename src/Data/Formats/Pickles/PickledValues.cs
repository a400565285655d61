namespace AwacAkka.Data.Formats.Pickles;

/// <summary>A list.</summary>
internal sealed class PickledList : List<object?>
{
    /// <summary>An empty list.</summary>
    public PickledList()
    {
    }

    /// <summary>A list of these.</summary>
    public PickledList(IEnumerable<object?> items)
        : base(items)
    {
    }
}

/// <summary>A dictionary, without the entries whose keys are no text.</summary>
internal sealed class PickledDictionary() : Dictionary<string, object?>(StringComparer.Ordinal);

/// <summary>What is made empty and then given its state, as Python's <c>__setstate__</c> does.</summary>
internal interface IPickledState
{
    /// <summary>Takes the state.</summary>
    /// <exception cref="InvalidDataException">It is not that of an array or type of numbers.</exception>
    void SetState(object?[] state);
}
