using System.Runtime.InteropServices;

namespace AwacAkka.Policies.Onnx;

/// <summary>
/// An ONNX graph in the making: each operation takes names of values and gives the name of its result. Numbers of fields are those of
/// <c>onnx.proto</c> (github.com/onnx/onnx).
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>The operators' version, of 2020, which all runtimes in use know.</summary>
    private const int OperatorSet = 13;

    /// <summary>The version of the format that came with those operators.</summary>
    private const int FormatVersion = 7;

    private const int Float = 1, Int64 = 7; // TensorProto.DataType
    private const int IntAttribute = 2; // AttributeProto.AttributeType
    private readonly List<ProtobufMessage> nodes = [];
    private readonly List<ProtobufMessage> constants = [];

    /// <summary>Adds a constant of 32-bit numbers, row by row.</summary>
    public string Constant(string name, float[] values, params int[] shape) => Constant(name, Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds a constant of 64-bit whole numbers in a row.</summary>
    public string Constant(string name, params long[] values) => Constant(name, Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">ONNX's name of it.</param>
    /// <param name="result">The name of its result.</param>
    /// <param name="inputs">The names of what it takes.</param>
    /// <param name="attributes">Its attributes, whole numbers all.</param>
    /// <returns>The name of its result.</returns>
    public string Apply(string operation, string result, string[] inputs, params (string Name, long Value)[] attributes)
    {
        var node = inputs.Aggregate(new ProtobufMessage(), (message, input) => message.Add(1, input));
        nodes.Add(node.Add(2, result).Add(3, $"{operation}:{result}").Add(4, operation).AddEach(5, attributes.Select(Attribute)));
        return result;
    }

    /// <summary>The file of a model with one input and one output.</summary>
    /// <param name="input">The input, [batch, numbers], of 32-bit numbers.</param>
    /// <param name="output">The output: [batch, numbers] of 32-bit numbers, or, where there are none, [batch] of 64-bit whole ones.</param>
    /// <param name="description">What the model is, in a sentence.</param>
    /// <param name="metadata">What else is known of it.</param>
    public byte[] ToFile(
        (string Name, int Numbers) input, (string Name, int? Numbers) output, string description, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var graph = new ProtobufMessage()
            .AddEach(1, nodes)
            .Add(2, "policy")
            .AddEach(5, constants)
            .Add(11, Value(input.Name, Float, input.Numbers))
            .Add(12, Value(output.Name, output.Numbers is null ? Int64 : Float, output.Numbers));
        return new ProtobufMessage()
            .Add(1, FormatVersion)
            .Add(2, "AwacAkka")
            .Add(6, description)
            .Add(7, graph)
            .Add(8, new ProtobufMessage().Add(1, string.Empty).Add(2, OperatorSet))
            .AddEach(14, metadata.Select(entry => new ProtobufMessage().Add(1, entry.Key).Add(2, entry.Value)))
            .ToBytes();
    }

    private static ProtobufMessage Attribute((string Name, long Value) attribute) =>
        new ProtobufMessage().Add(1, attribute.Name).Add(3, attribute.Value).Add(20, IntAttribute);

    /// <summary>A value's name, type and shape, of which the first size, the batch's, is free.</summary>
    private static ProtobufMessage Value(string name, int type, int? numbers)
    {
        var shape = new ProtobufMessage().Add(1, new ProtobufMessage().Add(2, "batch"));
        var tensor = new ProtobufMessage().Add(1, type).Add(2, numbers is { } size ? shape.Add(1, new ProtobufMessage().Add(1, size)) : shape);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private string Constant(string name, int type, ReadOnlySpan<byte> littleEndian, int[] shape)
    {
        var tensor = shape.Aggregate(new ProtobufMessage(), (message, size) => message.Add(1, size));
        constants.Add(tensor.Add(2, type).Add(8, name).Add(9, littleEndian.ToArray()));
        return name;
    }
}
