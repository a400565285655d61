namespace Akka.Configuration;

/// <summary>The settings of the built-in serialisers.</summary>
internal static class SerializationDefaults
{
    public const string Text = """
        akka {
          actor {
            serializers {
              bytes = "Akka.Serialization.ByteArraySerializer, Akka"
            }
            serialization-bindings {
              "System.Byte[]" = bytes
            }
            serialization-identifiers {
              "Akka.Serialization.ByteArraySerializer, Akka" = 4
            }
          }
        }
        """;
}
