namespace AwacAkka.Statistics;

/// <summary>A range that an interval estimate comes to.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>A figure, and how sure it is.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Interval">Its interval; null where none was asked for.</param>
public readonly record struct Estimate(double Value, Interval? Interval = null);
