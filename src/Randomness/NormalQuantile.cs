namespace AwacAkka.Randomness;

/// <summary>
/// The standard normal's quantile function, relative error about 1e-16. Source: Wichura, "Algorithm AS 241: The Percentage Points of
/// the Normal Distribution" (Applied Statistics 37, 1988), PPND16. One uniform in, one normal out: no rejection, so draws stay addressable.
/// </summary>
public static class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>The value z with P(Z &lt;= z) = <paramref name="p"/>, for p in (0, 1).</summary>
    public static double Of(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= CentralHalfWidth)
        {
            return Central(q);
        }

        var tail = Tail(Math.Sqrt(-Log(q < 0 ? p : 1 - p)));
        return q < 0 ? -tail : tail;
    }

    private static double Central(double q)
    {
        var r = CentralHalfWidth * CentralHalfWidth - q * q;
        var numerator = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r
            + 3.387132872796366608;
        var denominator = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1;
        return q * numerator / denominator;
    }

    private static double Tail(double r)
    {
        if (r <= 5)
        {
            r -= 1.6;
            var numerator = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r
                + 1.42343711074968357734;
            var denominator = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1;
            return numerator / denominator;
        }
        else
        {
            r -= 5;
            var numerator = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r
                + 6.6579046435011037772;
            var denominator = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1;
            return numerator / denominator;
        }
    }

    /// <summary>Natural logarithm of a normal positive double by ln m = 2 artanh((m-1)/(m+1)): libm's last bit differs between CPUs.</summary>
    private static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        var s = (mantissa - 1) / (mantissa + 1);
        var s2 = s * s;
        var series = 1.0 / 21;
        for (var odd = 19; odd >= 1; odd -= 2)
        {
            series = series * s2 + 1.0 / odd;
        }

        return exponent * Ln2 + 2 * s * series;
    }
}
