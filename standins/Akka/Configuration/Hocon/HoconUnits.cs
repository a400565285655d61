using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Durations ("250 ms") and byte sizes ("64 KiB").</summary>
internal static class HoconUnits
{
    private static readonly Dictionary<string, decimal> BytesPerUnit = SizeUnits();

    public static TimeSpan Duration(string? text, bool allowInfinite)
    {
        if (string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase))
        {
            return allowInfinite
                ? Timeout.InfiniteTimeSpan
                : throw new FormatException("expected a finite duration, found 'infinite'.");
        }

        if (!Split(text, out var amount, out var unit) || TicksPer(unit) is not { } ticks || amount < 0
            || amount > long.MaxValue / Math.Max(ticks, 1))
        {
            throw new FormatException($"expected a duration such as '250 ms', '10 s', '5 m', '2 h' or '1 d', found '{text}'.");
        }

        return TimeSpan.FromTicks((long)(amount * ticks));
    }

    private static decimal? TicksPer(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01m,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };

    public static long? ByteSize(string? text)
    {
        if (text is null)
            return null;
        if (Split(text, out var amount, out var unit) && BytesPerUnit.TryGetValue(unit, out var bytes)
            && amount >= 0 && amount <= long.MaxValue / bytes)
        {
            return (long)(amount * bytes);
        }

        throw new FormatException($"expected a size such as '512', '64 KiB', '10 MB' or '1 GiB', found '{text}'.");
    }

    // A letter alone and with "i" counts in powers of 1024 (K, k, Ki, KiB), with "B" in powers of 1000 (kB, MB).
    private static Dictionary<string, decimal> SizeUnits()
    {
        var units = new Dictionary<string, decimal> { [""] = 1, ["b"] = 1, ["B"] = 1, ["byte"] = 1, ["bytes"] = 1 };
        var binary = 1m;
        var metric = 1m;
        (string Letter, string Metric, string Binary)[] names =
            [("K", "kilo", "kibi"), ("M", "mega", "mebi"), ("G", "giga", "gibi"), ("T", "tera", "tebi"), ("P", "peta", "pebi"), ("E", "exa", "exbi")];
        foreach (var (letter, metricName, binaryName) in names)
        {
            binary *= 1024;
            metric *= 1000;
            foreach (var unit in new[] { letter, letter.ToLowerInvariant(), letter + "i", letter + "iB", binaryName + "byte", binaryName + "bytes" })
                units[unit] = binary;
            foreach (var unit in new[] { (letter == "K" ? "k" : letter) + "B", metricName + "byte", metricName + "bytes" })
                units[unit] = metric;
        }

        return units;
    }

    private static bool Split(string? text, out decimal amount, out string unit)
    {
        amount = 0;
        unit = string.Empty;
        if (text is null)
            return false;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+').Count();
        unit = text[digits..].Trim();
        return decimal.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out amount);
    }
}
