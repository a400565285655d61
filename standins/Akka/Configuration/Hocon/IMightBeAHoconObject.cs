namespace Akka.Configuration.Hocon;

/// <summary>Something that may turn out to be an object once substitutions are known.</summary>
public interface IMightBeAHoconObject
{
    bool IsObject();

    HoconObject? GetObject();
}
