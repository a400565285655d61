namespace Akka.Configuration.Hocon;

/// <summary>A piece of text: a string, number, boolean, or null (a null <see cref="Value"/>).</summary>
public class HoconLiteral : IHoconElement
{
    public string? Value { get; set; }

    /// <summary>Blanks between the pieces of a concatenation; they count only between strings.</summary>
    internal bool IsBlank { get; init; }

    internal bool IsQuoted { get; init; }

    public bool IsString() => true;

    public string? GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new FormatException($"expected a list, found the text '{Value}'.");

    public override string ToString() => Value ?? "null";
}
