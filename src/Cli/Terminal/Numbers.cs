using System.Globalization;

namespace AwacAkka.Cli.Terminal;

/// <summary>How numbers are shown to people.</summary>
internal static class Numbers
{
    /// <summary>A return: one digit behind the point.</summary>
    public static string Return(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>A normalised score: one digit behind the point.</summary>
    public static string Score(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A count, in groups of three digits.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A loss: four significant digits.</summary>
    public static string Figure(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A share of a whole: percent without digits behind the point.</summary>
    public static string Share(double value) => value.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>A duration such as 1:02:03.</summary>
    public static string Duration(TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalHours}:{value.Minutes:00}:{value.Seconds:00}");
}
