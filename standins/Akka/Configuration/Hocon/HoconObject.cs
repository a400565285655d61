using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys with values, in order of definition.</summary>
public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; } = [];

    /// <summary>The tree as nested dictionaries, lists and strings.</summary>
    public IDictionary<string, object?> Unwrapped =>
        Items.Where(item => !item.Value.IsAbsent).ToDictionary(item => item.Key, item => Unwrap(item.Value));

    public bool IsString() => false;

    public string? GetString() => throw new FormatException("expected a single value, found an object.");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new FormatException("expected a list, found an object.");

    /// <summary>The key's value; null if there is none, which includes an optional substitution without a target.</summary>
    public HoconValue? GetKey(string key) => Items.TryGetValue(key, out var value) && !value.IsAbsent ? value : null;

    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
            Items[key] = value = new HoconValue();
        return value;
    }

    /// <summary>Takes over the other object's keys; where both have an object they merge, otherwise the other's value wins.</summary>
    public void Merge(HoconObject other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (key, theirs) in other.Items)
        {
            if (Items.TryGetValue(key, out var ours) && ours.GetObject() is { } mine && theirs.GetObject() is { } its)
                mine.Merge(its);
            else
                Items[key] = theirs;
        }
    }

    /// <summary>Adds copies of the keys that this object lacks, deeply; what is here wins.</summary>
    internal void MergeBeneath(HoconObject other)
    {
        foreach (var (key, theirs) in other.Items)
        {
            if (theirs.IsAbsent)
                continue;
            if (GetKey(key) is not { } ours)
            {
                Items[key] = theirs.GetObject() is { } nested ? HoconValue.Of(nested.Copy()) : theirs;
            }
            else if (ours.GetObject() is { } mine && theirs.GetObject() is { } its)
            {
                var merged = mine.Copy();
                merged.MergeBeneath(its);
                Items[key] = HoconValue.Of(merged);
            }
        }
    }

    internal HoconObject Copy()
    {
        var copy = new HoconObject();
        copy.MergeBeneath(this);
        return copy;
    }

    public override string ToString() => ToString(0);

    public string ToString(int indent)
    {
        var text = new StringBuilder();
        var margin = new string(' ', indent * 2);
        foreach (var (key, value) in Items.Where(item => !item.Value.IsAbsent))
            text.Append(margin).Append(ConfigPath.Quote(key)).Append(" : ").Append(value.ToString(indent)).Append('\n');
        return text.ToString();
    }

    private static object? Unwrap(HoconValue value)
    {
        if (value.GetObject() is { } nested)
            return nested.Unwrapped;
        return value.IsArray() ? value.GetArray().Select(Unwrap).ToList() : value.GetString();
    }
}
