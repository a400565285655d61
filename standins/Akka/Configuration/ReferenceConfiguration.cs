namespace Akka.Configuration;

/// <summary>The core's default settings; extensions add their own as a fallback.</summary>
internal static class ReferenceConfiguration
{
    public const string Text = """
        akka {
          loglevel = INFO
          stdout-loglevel = WARNING
          actor {
            ask-timeout = infinite
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
