using System.Globalization;

namespace AwacAkka.Actors.Reporting;

/// <summary>Round numbers to label an axis with.</summary>
public static class AxisTicks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten that cover the range, about <paramref name="wanted"/> of them.</summary>
    public static IReadOnlyList<double> Cover(double low, double high, int wanted)
    {
        var step = Step(low, high, wanted);
        var first = Math.Floor(low / step);
        var last = Math.Max(Math.Ceiling(high / step), first + 1);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>How such a number is written.</summary>
    public static string Label(double value) => value.ToString(Math.Abs(value) >= 10 ? "#,0.##" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten, so that about <paramref name="wanted"/> steps cover the range.</summary>
    public static double Step(double low, double high, int wanted)
    {
        var span = high > low ? high - low : Math.Max(1, Math.Abs(low));
        var raw = span / wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
