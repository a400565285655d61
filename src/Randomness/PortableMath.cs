namespace AwacAkka.Randomness;

/// <summary>
/// exp and tanh from IEEE additions and multiplications alone. The C library's differ in the last bit between versions and CPUs;
/// rollouts must yield the same bits on every node.
/// </summary>
public static class PortableMath
{
    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Largest = 700;
    private const int Terms = 14;

    /// <summary>e^x, relative error below 1e-15; x is cut to [-700, 700].</summary>
    public static double Exp(double x)
    {
        x = Math.Clamp(x, -Largest, Largest);
        var k = Math.Floor(x * InverseLn2 + 0.5);
        var r = x - k * Ln2High - k * Ln2Low;
        var sum = 1.0;
        for (var term = Terms; term >= 1; term--)
        {
            sum = 1 + sum * r / term;
        }

        return sum * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }

    /// <summary>tanh x, absolute error below 1e-15.</summary>
    public static double Tanh(double x)
    {
        var e = Exp(-2 * Math.Abs(x));
        var tanh = (1 - e) / (1 + e);
        return x < 0 ? -tanh : tanh;
    }
}
