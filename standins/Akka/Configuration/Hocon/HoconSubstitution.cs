namespace Akka.Configuration.Hocon;

/// <summary><c>${path}</c> or <c>${?path}</c>, standing for the value at that path.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    public HoconSubstitution(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        IsOptional = path.StartsWith('?');
        Path = IsOptional ? path[1..] : path;
    }

    public string Path { get; set; }

    public HoconValue? ResolvedValue { get; set; }

    internal bool IsOptional { get; }

    internal int Line { get; init; }

    /// <summary>The substitution refers to the key's own earlier value, which is fixed already.</summary>
    internal bool IsSelfReference { get; init; }

    /// <summary>Where the text that contains the substitution was included, as a path; empty at the root.</summary>
    internal string IncludedAt { get; set; } = string.Empty;

    /// <summary>An optional substitution without a target contributes nothing.</summary>
    internal bool IsAbsent => ResolvedValue is null || ResolvedValue.IsAbsent;

    public bool IsString() => ResolvedValue is not null && ResolvedValue.IsString();

    public string? GetString() => ResolvedValue?.GetString();

    public bool IsArray() => ResolvedValue is not null && ResolvedValue.IsArray();

    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    public bool IsObject() => ResolvedValue is not null && ResolvedValue.IsObject();

    public HoconObject? GetObject() => ResolvedValue?.GetObject();
}
