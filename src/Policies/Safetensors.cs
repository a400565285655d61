using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AwacAkka.Policies;

/// <summary>
/// The safetensors format for single precision tensors: 8 bytes of header length, a JSON header, the data. Written canonically
/// (names in ordinal order, data in the same order), so equal content means equal bytes.
/// </summary>
public static class Safetensors
{
    private const int LengthBytes = 8;
    private const int MaxHeader = 100_000_000;

    /// <summary>Encodes tensors and string metadata.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, StateTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        var header = Header(tensors, names, metadata);
        var file = new byte[LengthBytes + header.Length + names.Sum(n => tensors[n].Data.Length * sizeof(float))];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, LengthBytes);
        var rest = file.AsSpan(LengthBytes + header.Length);
        foreach (var name in names)
        {
            var bytes = MemoryMarshal.AsBytes(tensors[name].Data.AsSpan());
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
        }

        return file;
    }

    /// <summary>Decodes a file of F32 tensors.</summary>
    /// <remarks>All numbers are finite: a ReLU would hide a NaN, and what is computed behind it would be plausible and wrong.</remarks>
    /// <exception cref="InvalidDataException">
    /// The bytes are not a complete safetensors file of F32 tensors, two tensors have one name, or a number is not finite.
    /// </exception>
    public static (IReadOnlyDictionary<string, StateTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(
        ReadOnlySpan<byte> file)
    {
        if (file.Length < LengthBytes)
        {
            throw new InvalidDataException("the safetensors file is shorter than its length field");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length is < 2 or > MaxHeader || length > file.Length - LengthBytes)
        {
            throw new InvalidDataException("the safetensors file is truncated or not a safetensors file: its header does not fit");
        }

        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        var ranges = new List<(long Start, long End)>();
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var data = file[(LengthBytes + (int)length)..];
        try
        {
            using var header = JsonDocument.Parse(file.Slice(LengthBytes, (int)length).ToArray());
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var pair in entry.Value.EnumerateObject())
                    {
                        metadata[pair.Name] = pair.Value.GetString() ?? string.Empty;
                    }
                }
                else
                {
                    var (tensor, range) = ReadTensor(entry, data);
                    ranges.Add(range);
                    if (!tensors.TryAdd(entry.Name, tensor))
                    {
                        throw new InvalidDataException($"the safetensors file has two tensors of the name '{entry.Name}'");
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("the safetensors file's header is malformed", e);
        }

        CheckCover(ranges, data.Length);
        return (tensors, metadata);
    }

    /// <summary>The format has one tensor behind the other, with no byte between, before, behind, or of two: else a header that was damaged gives other numbers without a word.</summary>
    private static void CheckCover(List<(long Start, long End)> ranges, long length)
    {
        long end = 0;
        foreach (var range in ranges.Order())
        {
            end = range.Start == end ? range.End : throw Uncovered();
        }

        if (end != length)
        {
            throw Uncovered();
        }

        static InvalidDataException Uncovered() => new("the safetensors file's tensors overlap, or leave bytes out: its header is damaged");
    }

    private static byte[] Header(
        IReadOnlyDictionary<string, StateTensor> tensors, string[] names, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var key in metadata.Keys.Order(StringComparer.Ordinal))
            {
                json.WriteString(key, metadata[key]);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (var name in names)
            {
                var tensor = tensors[name];
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(stream.ToArray());
        var padding = (8 - text.Length % 8) % 8;
        return Encoding.UTF8.GetBytes(text + new string(' ', padding));
    }

    private static (StateTensor Tensor, (long Start, long End) Range) ReadTensor(JsonProperty entry, ReadOnlySpan<byte> data)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString();
        if (dtype != "F32")
        {
            throw new InvalidDataException($"the tensor '{entry.Name}' is of type {dtype}; only F32 is read here");
        }

        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets");
        var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (start < 0 || end < start || end > data.Length || shape.Any(size => size < 0) || end - start != checked(count * sizeof(float)))
        {
            throw new InvalidDataException($"the tensor '{entry.Name}' lies outside the file or disagrees with its shape");
        }

        var values = MemoryMarshal.Cast<byte, float>(data[(int)start..(int)end]).ToArray();
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0
            ? (new StateTensor(shape, values), (start, end))
            : throw new InvalidDataException(
                $"the tensor '{entry.Name}' holds {(float.IsNaN(values[bad]) ? "NaN" : "an infinite number")} as its number {bad}");
    }
}
