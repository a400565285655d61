using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>A value: the concatenation of its elements, which are all text, all lists or all objects.</summary>
public class HoconValue : IMightBeAHoconObject
{
    public HoconValue()
        : this([], adoptedFromFallback: false)
    {
    }

    public HoconValue(List<IHoconElement> values, bool adoptedFromFallback = true)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    public List<IHoconElement> Values { get; private set; }

    public bool IsEmpty => Values.Count == 0;

    /// <summary>The line of the definition; 0 if the value did not come from a text.</summary>
    internal int Line { get; set; }

    /// <summary>The value consists of optional substitutions without a target, so its key does not exist.</summary>
    internal bool IsAbsent => Values.Count > 0 && Values.All(e => e is HoconSubstitution { IsAbsent: true } or HoconLiteral { IsBlank: true })
        && Values.Any(e => e is HoconSubstitution);

    private IEnumerable<IHoconElement> Present => Values.Where(e => e is not HoconSubstitution { IsAbsent: true });

    internal static HoconValue Of(IHoconElement element) => new([element], adoptedFromFallback: false);

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void Clear() => Values.Clear();

    public void NewValue(IHoconElement value) => Values = [value];

    /// <summary>A configuration in which this value stands at one key.</summary>
    public Config AtKey(string key)
    {
        var root = new HoconObject();
        root.Items[key] = this;
        return new Config(new HoconRoot(Of(root)));
    }

    public Config ToConfig() => new(new HoconRoot(this));

    public bool IsObject() => GetObject() is not null;

    /// <summary>The object, its concatenated parts merged; null if this is no object.</summary>
    public HoconObject? GetObject()
    {
        HoconObject? first = null;
        HoconObject? merged = null;
        foreach (var element in Present)
        {
            var part = element as HoconObject ?? (element as IMightBeAHoconObject)?.GetObject();
            if (part is null)
                continue;
            if (first is null)
            {
                first = part;
                continue;
            }

            merged ??= first.Copy();
            merged.Merge(part.Copy());
        }

        return merged ?? first;
    }

    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    public bool IsString() => Present.Any() && Present.All(e => e.IsString());

    public string? GetString()
    {
        if (Values.Count == 1 && Values[0] is HoconLiteral literal)
            return literal.Value;
        foreach (var element in Present)
        {
            if (!element.IsString())
                throw new FormatException($"expected a single value, found {(element.IsArray() ? "a list" : "an object")}.");
        }

        return IsEmpty || IsAbsent ? null : string.Concat(Present.Select(e => e.GetString() ?? "null")).Trim();
    }

    public bool IsArray() => Present.Any(e => e.IsArray());

    public IList<HoconValue> GetArray()
    {
        if (!IsEmpty && !IsArray() && !IsAbsent)
            throw new FormatException($"expected a list, found {(IsString() ? $"'{GetString()}'" : "an object")}.");
        return Present.Where(e => e.IsArray()).SelectMany(e => e.GetArray()).ToList();
    }

    public bool GetBoolean() => GetString() switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        var text => throw new FormatException($"expected true or false, found '{text}'."),
    };

    public byte GetByte() => Number<byte>("a whole number from 0 to 255", NumberStyles.Integer);

    public int GetInt() => Number<int>("a whole number", NumberStyles.Integer);

    public long GetLong() => Number<long>("a whole number", NumberStyles.Integer);

    public float GetFloat() => Number<float>("a number", NumberStyles.Float);

    public double GetDouble() => Number<double>("a number", NumberStyles.Float);

    public decimal GetDecimal() => Number<decimal>("a number", NumberStyles.Float);

    public long? GetByteSize() => HoconUnits.ByteSize(GetString());

    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    public IList<bool> GetBooleanList() => GetArray().Select(v => v.GetBoolean()).ToList();

    public IList<byte> GetByteList() => GetArray().Select(v => v.GetByte()).ToList();

    public IList<int> GetIntList() => GetArray().Select(v => v.GetInt()).ToList();

    public IList<long> GetLongList() => GetArray().Select(v => v.GetLong()).ToList();

    public IList<float> GetFloatList() => GetArray().Select(v => v.GetFloat()).ToList();

    public IList<double> GetDoubleList() => GetArray().Select(v => v.GetDouble()).ToList();

    public IList<decimal> GetDecimalList() => GetArray().Select(v => v.GetDecimal()).ToList();

    public IList<string> GetStringList() => GetArray().Select(v => v.GetString()!).ToList();

    public override string ToString() => ToString(0);

    public virtual string ToString(int indent)
    {
        if (GetObject() is { } nested)
            return $"{{\n{nested.ToString(indent + 1)}{new string(' ', indent * 2)}}}";
        if (IsArray())
            return $"[{string.Join(", ", GetArray().Select(v => v.ToString(indent + 1)))}]";
        return GetString() is { } text ? HoconText.Quote(text) : "null";
    }

    private T Number<T>(string expected, NumberStyles style)
        where T : struct, System.Numerics.INumber<T>
    {
        var text = GetString();
        return T.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"expected {expected}, found '{text}'.");
    }
}
