namespace AwacAkka.Learning.Data.Logs;

/// <summary>One array of a log whose rows are read in blocks, wherever they lie.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="shape">Sizes of its dimensions, rows first.</param>
/// <param name="type">NumPy's name of its type, such as <c>float32</c>.</param>
internal abstract class LogColumn(string key, IReadOnlyList<long> shape, string type) : IDisposable
{
    /// <summary>Its name in the file.</summary>
    public string Key { get; } = key;

    /// <summary>Sizes of its dimensions, rows first.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>NumPy's name of its type.</summary>
    public string Type { get; } = type;

    /// <summary>Reads whole rows from <paramref name="row"/> on, as many as fit, as single precision.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public abstract void Read(long row, Span<float> destination);

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }
}
