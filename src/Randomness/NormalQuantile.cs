using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AwacAkka.Randomness;

/// <summary>
/// The standard normal's quantile function, relative error about 1e-16. Source: Wichura, "Algorithm AS 241: The Percentage Points of
/// the Normal Distribution" (Applied Statistics 37, 1988), PPND16. One uniform in, one normal out: no rejection, so draws stay addressable.
/// </summary>
/// <remarks>Four at a time: a batch needs thousands, and every operation rounds in a vector as it does alone.</remarks>
public static class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;
    private const double FarTail = 5;
    private const double Ln2 = 0.693147180559945309417232121458;

    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
        1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
        687.1870074920579083, 42.313330701600911252, 1,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504,
        5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455,
        1.6763848301838038494, 2.05319162663775882187, 1,
    ];

    private static ReadOnlySpan<double> FarNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123,
        1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
    ];

    private static ReadOnlySpan<double> FarDenominator =>
    [
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525,
        0.13692988092273580531, 0.59983220655588793769, 1,
    ];

    /// <summary>The value z with P(Z &lt;= z) = <paramref name="p"/>, for p in (0, 1).</summary>
    public static double Of(double p) => Of(Vector256.Create(p)).ToScalar();

    /// <summary>The values z with P(Z &lt;= z) = <paramref name="p"/>, each for p in (0, 1).</summary>
    public static Vector256<double> Of(Vector256<double> p)
    {
        var q = p - Vector256.Create(0.5);
        var isCentral = Vector256.LessThanOrEqual(Vector256.Abs(q), Vector256.Create(CentralHalfWidth));
        var r = Vector256.Create(CentralHalfWidth * CentralHalfWidth) - q * q;
        var central = q * Polynomial(CentralNumerator, r) / Polynomial(CentralDenominator, r);
        return Vector256.ConditionalSelect(isCentral, central, Tails(p, q));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Tails(Vector256<double> p, Vector256<double> q)
    {
        var isLower = Vector256.LessThan(q, Vector256<double>.Zero);
        var r = Vector256.Sqrt(-Log(Vector256.ConditionalSelect(isLower, p, Vector256<double>.One - p)));
        var tail = Ratio(TailNumerator, TailDenominator, r - Vector256.Create(1.6));
        var isFar = Vector256.GreaterThan(r, Vector256.Create(FarTail));
        if (Vector256.ExtractMostSignificantBits(isFar) != 0)
        {
            tail = Vector256.ConditionalSelect(isFar, Ratio(FarNumerator, FarDenominator, r - Vector256.Create(FarTail)), tail);
        }

        return Vector256.ConditionalSelect(isLower, -tail, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Ratio(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator, Vector256<double> r) =>
        Polynomial(numerator, r) / Polynomial(denominator, r);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Polynomial(ReadOnlySpan<double> coefficients, Vector256<double> r)
    {
        var c = coefficients[..8]; // c[0] r^7 + ... + c[7]; two roundings per step, which .NET never fuses
        var value = Vector256.Create(c[0]) * r + Vector256.Create(c[1]);
        value = value * r + Vector256.Create(c[2]);
        value = value * r + Vector256.Create(c[3]);
        value = value * r + Vector256.Create(c[4]);
        value = value * r + Vector256.Create(c[5]);
        value = value * r + Vector256.Create(c[6]);
        return value * r + Vector256.Create(c[7]);
    }

    /// <summary>Natural logarithm of normal positive doubles by ln m = 2 artanh((m-1)/(m+1)): libm's last bit differs between CPUs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Log(Vector256<double> x)
    {
        const long ExponentOf2To52 = 0x4330000000000000;
        var bits = x.AsInt64();
        var exponent = ((bits >>> 52) | Vector256.Create(ExponentOf2To52)).AsDouble() - Vector256.Create(4503599627370496.0 + 1023);
        var mantissa = ((bits & Vector256.Create(0xFFFFFFFFFFFFFL)) | Vector256.Create(0x3FF0000000000000L)).AsDouble();
        var isLarge = Vector256.GreaterThan(mantissa, Vector256.Create(1.4142135623730951));
        mantissa = Vector256.ConditionalSelect(isLarge, mantissa * 0.5, mantissa);
        exponent = Vector256.ConditionalSelect(isLarge, exponent + Vector256<double>.One, exponent);

        var s = (mantissa - Vector256<double>.One) / (mantissa + Vector256<double>.One);
        var s2 = s * s;
        var series = Vector256.Create(1.0 / 21);
        series = series * s2 + Vector256.Create(1.0 / 19);
        series = series * s2 + Vector256.Create(1.0 / 17);
        series = series * s2 + Vector256.Create(1.0 / 15);
        series = series * s2 + Vector256.Create(1.0 / 13);
        series = series * s2 + Vector256.Create(1.0 / 11);
        series = series * s2 + Vector256.Create(1.0 / 9);
        series = series * s2 + Vector256.Create(1.0 / 7);
        series = series * s2 + Vector256.Create(1.0 / 5);
        series = series * s2 + Vector256.Create(1.0 / 3);
        series = series * s2 + Vector256<double>.One;
        return exponent * Ln2 + s * 2 * series;
    }
}
