using Google.Protobuf;

namespace AwacAkka.Policies.Onnx;

/// <summary>A message of Protocol Buffers in the making. Fields are written by their numbers, so that no class per message is needed.</summary>
internal sealed class ProtobufMessage
{
    private readonly MemoryStream bytes = new();

    /// <summary>Adds a whole number.</summary>
    public ProtobufMessage Add(int field, long value) => Write(field, WireFormat.WireType.Varint, output => output.WriteInt64(value));

    /// <summary>Adds a text.</summary>
    public ProtobufMessage Add(int field, string text) => Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteString(text));

    /// <summary>Adds a message, or bytes that mean something else.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<byte> content) =>
        Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content)));

    /// <summary>Adds a message.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.ToBytes());

    /// <summary>Adds a field that repeats, once per message.</summary>
    public ProtobufMessage AddEach(int field, IEnumerable<ProtobufMessage> messages) => messages.Aggregate(this, (message, part) => message.Add(field, part));

    /// <summary>The message.</summary>
    public byte[] ToBytes() => bytes.ToArray();

    private ProtobufMessage Write(int field, WireFormat.WireType type, Action<CodedOutputStream> value)
    {
        using var output = new CodedOutputStream(bytes, leaveOpen: true);
        output.WriteTag(field, type);
        value(output);
        return this;
    }
}
