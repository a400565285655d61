using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>What a key's value may be: how it is read, how it is written, and how errors describe it.</summary>
/// <param name="Expected">Completes "expected ...".</param>
/// <param name="Read">The value, or a failure.</param>
/// <param name="Render">Canonical HOCON.</param>
internal sealed record ConfigKind<T>(string Expected, Func<HoconValue, Parsed<T>> Read, Func<T, string> Render)
{
    /// <summary>The same for a value whose type is known at run time only.</summary>
    public ConfigKind<object?> Boxed() => new(
        Expected,
        value => Read(value) is { Success: true } read ? ConfigKinds.Ok<object?>(read.Value) : default,
        value => Render((T)value!));
}

/// <summary>A value that was read, or a failure.</summary>
internal readonly record struct Parsed<T>(bool Success, T Value);

/// <summary>The kinds that keys are made of.</summary>
internal static class ConfigKinds
{
    private const string NoneWord = "none";

    public static ConfigKind<bool> Flag { get; } = OfText(
        "true or false",
        text => text switch { "true" => Ok(true), "false" => Ok(false), _ => default },
        value => value ? "true" : "false");

    public static ConfigKind<string> Text { get; } = OfText("a text", text => Ok(text), Quote);

    public static ConfigKind<string?> OptionalText { get; } =
        OfText("a text", text => Ok(text.Length == 0 ? null : text), value => Quote(value ?? string.Empty));

    public static ConfigKind<TimeSpan> Duration { get; } = new(
        "a positive duration with its unit, such as '10 s' or '500 ms', up to 10675199 d",
        ReadDuration,
        value => $"{value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms");

    public static ConfigKind<IReadOnlyList<int>> Sizes { get; } = new(
        "a list of positive whole numbers such as [256, 256]",
        ReadSizes,
        value => $"[{string.Join(", ", value.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]");

    /// <summary>One text, none where it is empty, or a list of them.</summary>
    public static ConfigKind<IReadOnlyList<string>> Texts { get; } = new(
        "a text or a list of texts",
        ReadTexts,
        values => $"[{string.Join(", ", values.Select(Quote))}]");

    public static ConfigKind<int> Whole(int minimum, int maximum = int.MaxValue) => OfText(
        (minimum, maximum) switch
        {
            (1, int.MaxValue) => $"a positive whole number up to {maximum}",
            (_, int.MaxValue) => $"a whole number, {minimum} or more, up to {maximum}",
            _ => $"a whole number from {minimum} to {maximum}",
        },
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum ? Ok(value) : default,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static ConfigKind<float> Number(string expected, Func<float, bool> accept) => OfText(
        expected,
        text => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && float.IsFinite(value) && accept(value) ? Ok(value) : default,
        value => value.ToString("R", CultureInfo.InvariantCulture));

    public static ConfigKind<double> PositiveDouble { get; } = OfText(
        "a positive number up to 1.7e308",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value > 0 ? Ok(value) : default,
        value => value.ToString("R", CultureInfo.InvariantCulture));

    public static ConfigKind<double> Probability { get; } = OfText(
        "a probability from 0 to 1",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and <= 1 ? Ok(value) : default,
        value => value.ToString("R", CultureInfo.InvariantCulture));

    public static ConfigKind<float?> Optional(ConfigKind<float> kind) => new(
        $"{kind.Expected}, or {NoneWord}",
        value => value.IsString() && value.GetString() == NoneWord
            ? Ok<float?>(null)
            : kind.Read(value) is { Success: true } read ? Ok<float?>(read.Value) : default,
        value => value is { } number ? kind.Render(number) : NoneWord);

    /// <summary>One of an enumeration's values, written in kebab case.</summary>
    public static ConfigKind<T> Choice<T>()
        where T : struct, Enum
    {
        var kind = Choice(typeof(T));
        return new(kind.Expected, value => kind.Read(value) is { Success: true, Value: T read } ? Ok(read) : default, value => kind.Render(value));
    }

    /// <summary>The same for a type that is known at run time only.</summary>
    public static ConfigKind<object?> Choice(Type type)
    {
        var names = Enum.GetValues(type).Cast<object?>().ToDictionary(value => Kebab(value!.ToString()!), value => value);
        return OfText(
            string.Join(" or ", names.Keys),
            text => names.TryGetValue(text, out var value) ? Ok(value) : default,
            value => Kebab(value!.ToString()!));
    }

    /// <summary>A text in quotes, escaped as in JSON.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    internal static ConfigKind<T> OfText<T>(string expected, Func<string, Parsed<T>> read, Func<T, string> render) =>
        new(expected, value => IsText(value) ? read(value.GetString()!) : default, render);

    internal static Parsed<T> Ok<T>(T value) => new(true, value);

    /// <summary>A NUL is in no text that a path or a name could be.</summary>
    private static bool IsText(HoconValue value) => value.IsString() && value.GetString() is { } text && !text.Contains('\0');

    /// <summary>A name of C# as it stands in configurations.</summary>
    public static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private static Parsed<TimeSpan> ReadDuration(HoconValue value)
    {
        try
        {
            return value.IsString() && value.GetString() is [.., var last] text && char.IsLetter(last) // HOCON takes a bare number for milliseconds
                && value.GetTimeSpan(false).Ticks > 0 ? Ok(Exact(text)) : default;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return default;
        }
    }

    /// <summary>
    /// A duration that HOCON can read, to the nearest tick. HOCON cuts 2.127 s to 2126.9999 ms and that to 2126.9998 ms, so that what a run records
    /// would not read back as what it was begun with.
    /// </summary>
    private static TimeSpan Exact(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var ticks = text.AsSpan(digits.Length) switch
        {
            ['n', ..] => 0.01m,
            ['u', ..] or ['m', 'i', 'c', ..] => TimeSpan.TicksPerMicrosecond,
            "ms" or ['m', 'i', 'l', ..] => TimeSpan.TicksPerMillisecond,
            ['s', ..] => TimeSpan.TicksPerSecond,
            ['m', ..] => TimeSpan.TicksPerMinute,
            ['h', ..] => TimeSpan.TicksPerHour,
            _ => TimeSpan.TicksPerDay,
        };
        return new TimeSpan((long)decimal.Round(decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) * ticks));
    }

    private static Parsed<IReadOnlyList<string>> ReadTexts(HoconValue value)
    {
        HoconValue[] items = value.IsString() ? [value] : [.. value.GetArray()];
        return items.All(IsText)
            ? Ok<IReadOnlyList<string>>([.. items.Select(i => i.GetString()!).Where(text => text.Length > 0)])
            : default;
    }

    private static Parsed<IReadOnlyList<int>> ReadSizes(HoconValue value)
    {
        if (value.IsString())
        {
            return default;
        }

        var kind = Whole(1);
        var items = value.GetArray().Select(kind.Read).ToArray();
        return items.Length > 0 && items.All(i => i.Success) ? Ok<IReadOnlyList<int>>([.. items.Select(i => i.Value)]) : default;
    }
}
