namespace AwacAkka.Environments.Adroit;

/// <summary>A point or a vector in space, metres.</summary>
internal readonly record struct Point(double X, double Y, double Z)
{
    public double Norm => Math.Sqrt(X * X + Y * Y + Z * Z);

    /// <summary>The point whose coordinates stand at the front.</summary>
    public static Point Of(ReadOnlySpan<double> coordinates) => new(coordinates[0], coordinates[1], coordinates[2]);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point operator /(Point a, double divisor) => new(a.X / divisor, a.Y / divisor, a.Z / divisor);

    public double Dot(Point other) => X * other.X + Y * other.Y + Z * other.Z;

    /// <summary>Writes the three coordinates at the front and returns what is left behind them.</summary>
    public Span<double> WriteTo(Span<double> destination)
    {
        (destination[0], destination[1], destination[2]) = (X, Y, Z);
        return destination[3..];
    }
}
