namespace Akka.Configuration.Hocon;

/// <summary>A parsed text: its top-level value and the substitutions in it.</summary>
public class HoconRoot
{
    public HoconRoot(HoconValue value)
        : this(value, [])
    {
    }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
        Substitutions = substitutions;
    }

    public HoconValue Value { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
