using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Standins.Akka.Tests.Persistence;

public sealed class SerializationTests : IAsyncLifetime
{
    private const string Settings = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor {
            serializers {
              note = "Standins.Akka.Tests.Persistence.NoteSerializer, Standins.Akka.Tests"
              plain = "Standins.Akka.Tests.Persistence.SerializationTests+PlainSerializer, Standins.Akka.Tests"
            }
            serialization-bindings {
              "Standins.Akka.Tests.Persistence.Note, Standins.Akka.Tests" = note
              "Standins.Akka.Tests.Persistence.SerializationTests+IShape, Standins.Akka.Tests" = plain
              "Standins.Akka.Tests.Persistence.SerializationTests+Circle, Standins.Akka.Tests" = note
            }
            serialization-identifiers {
              "Standins.Akka.Tests.Persistence.SerializationTests+PlainSerializer, Standins.Akka.Tests" = 77
            }
          }
        }
        """;

    private readonly ActorSystem _system = ActorSystem.Create("serialization", Settings);

    internal interface IShape;

    internal record Circle : IShape;

    internal sealed record Disc : Circle;

    internal sealed record Square : IShape;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Fact]
    public void Bytes_identifier_and_manifest_bring_an_object_back()
    {
        var note = new Note("ä");
        var serializer = _system.Serialization.FindSerializerFor(note);
        var manifest = Serialization.ManifestFor(serializer, note);

        Assert.Equal((NoteSerializer.Id, "note"), (serializer.Identifier, manifest));
        Assert.Equal(note, _system.Serialization.Deserialize(serializer.ToBinary(note), serializer.Identifier, manifest));
    }

    [Fact]
    public void Byte_arrays_need_no_settings()
    {
        byte[] bytes = [1, 2, 3];
        var serializer = _system.Serialization.FindSerializerFor(bytes);

        Assert.Equal(4, serializer.Identifier);
        Assert.Equal("", Serialization.ManifestFor(serializer, bytes));
        Assert.Equal(bytes, _system.Serialization.Deserialize(serializer.ToBinary(bytes), 4, ""));
    }

    [Fact]
    public void The_closest_binding_wins()
    {
        Assert.IsType<PlainSerializer>(_system.Serialization.FindSerializerForType(typeof(Square)));
        Assert.IsType<NoteSerializer>(_system.Serialization.FindSerializerForType(typeof(Circle)));
        Assert.IsType<NoteSerializer>(_system.Serialization.FindSerializerForType(typeof(Disc)));
    }

    [Fact]
    public void A_serializer_without_string_manifest_is_given_the_type()
    {
        var serializer = _system.Serialization.FindSerializerFor(new Square());

        Assert.Equal(77, serializer.Identifier);
        Assert.Equal(new Square(), _system.Serialization.Deserialize([], 77, Serialization.ManifestFor(serializer, new Square())));
    }

    [Fact]
    public void A_type_without_binding_and_an_unknown_identifier_are_named()
    {
        Assert.Contains(
            "System.String", Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor("x")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "identifier 12345",
            Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize([], 12345, "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'No.Such, Type'",
            Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize([], 77, "No.Such, Type")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serializers.x = \"No.Such, Serializer\"", "serializers.x names 'No.Such, Serializer'")]
    [InlineData("serialization-bindings { \"System.Int32\" = nobody }", "binds 'System.Int32' to 'nobody'")]
    [InlineData("serialization-bindings { \"No.Such, Type\" = bytes }", "'No.Such, Type', which does not exist")]
    [InlineData(
        "serializers.x = \"Standins.Akka.Tests.Persistence.SerializationTests+PlainSerializer, Standins.Akka.Tests\"", "has no identifier")]
    public void Settings_that_cannot_work_fail_the_start_of_the_system(string settings, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ActorSystem.Create("faulty", $"akka.actor {{ {settings} }}"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    public sealed class PlainSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override bool IncludeManifest => true;

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj.ToString()!);

        public override object FromBinary(byte[] bytes, Type type) => Activator.CreateInstance(type)!;
    }
}
