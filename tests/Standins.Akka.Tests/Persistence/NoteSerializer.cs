using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Standins.Akka.Tests.Persistence;

/// <summary>The event of these tests.</summary>
internal sealed record Note(string Text);

/// <summary>An event that no serialiser can write.</summary>
internal sealed record Unwritable(string Text);

public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Id = 9001;

    public override int Identifier => Id;

    public override string Manifest(object o) => o switch
    {
        Note => "note",
        Unwritable => "unwritable",
        _ => throw new ArgumentException($"Unexpected {o}."),
    };

    public override byte[] ToBinary(object obj) => obj is Note note
        ? Encoding.UTF8.GetBytes(note.Text)
        : throw new NotSupportedException("This event cannot be written.");

    public override object FromBinary(byte[] bytes, string manifest) => manifest == "note"
        ? new Note(Encoding.UTF8.GetString(bytes))
        : throw new NotSupportedException($"Unknown manifest '{manifest}'.");
}
