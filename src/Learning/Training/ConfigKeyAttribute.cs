namespace AwacAkka.Learning.Training;

/// <summary>
/// Makes a property of an <see cref="AlgorithmConfig"/> a key of the configuration: <c>algorithm.</c> and the property's name in kebab case.
/// The property's summary is the key's description in <c>hocon/reference.conf</c>.
/// </summary>
/// <param name="range">Which numbers it takes; of no meaning for other types.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigKeyAttribute(NumberRange range = NumberRange.Any) : Attribute
{
    /// <summary>Which numbers it takes.</summary>
    public NumberRange Range { get; } = range;

    /// <summary>The smallest whole number that it takes.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>The largest whole number that it takes.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>Whether the initial training state depends on it, so that a fork, which has one, cannot change it.</summary>
    public bool ShapesState { get; init; }

    /// <summary>Whether it is of no use where actions are choices: naming it is refused there.</summary>
    public bool ForBoxAlone { get; init; }
}

/// <summary>Keys of a base configuration that an algorithm has no use for: naming one is refused, as is a key of another algorithm.</summary>
/// <param name="properties">The properties' names.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WithoutKeysAttribute(params string[] properties) : Attribute
{
    /// <summary>The properties' names.</summary>
    public IReadOnlyList<string> Properties { get; } = properties;
}

/// <summary>Which numbers a key takes.</summary>
public enum NumberRange
{
    /// <summary>All finite ones.</summary>
    Any,

    /// <summary>Above 0.</summary>
    Positive,

    /// <summary>0 or more.</summary>
    NotNegative,

    /// <summary>Above 0 and at most 1.</summary>
    Share,

    /// <summary>0 or more and at most 1.</summary>
    Proportion,

    /// <summary>0 or more and below 1.</summary>
    Discount,

    /// <summary>Above 0 and below 1.</summary>
    Inside,
}
