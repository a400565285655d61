namespace Akka.Configuration.Hocon;

/// <summary>One piece of a <see cref="HoconValue"/>.</summary>
public interface IHoconElement
{
    bool IsString();

    string? GetString();

    bool IsArray();

    IList<HoconValue> GetArray();
}
