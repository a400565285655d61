namespace Akka.Persistence.Serialization;

/// <summary>Marks the envelopes of persistent events.</summary>
public interface IMessage
{
}
