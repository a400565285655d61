using System.Buffers.Binary;
using System.Text;
using AwacAkka.Policies;

namespace AwacAkka.Policies.Tests;

/// <summary>A file is read whole and right, or refused in a sentence.</summary>
public sealed class SafetensorsTests
{
    private static readonly Dictionary<string, StateTensor> Tensors = new()
    {
        ["a"] = new StateTensor([2, 2], [1, 2, 3, 4]),
        ["b"] = new StateTensor([], [5]),
    };

    [Fact]
    public void What_is_written_is_read()
    {
        var (tensors, metadata) = Safetensors.Read(Safetensors.Write(Tensors, new Dictionary<string, string> { ["key"] = "value" }));
        Assert.Equal("value", metadata["key"]);
        Assert.Equal(["a", "b"], tensors.Keys);
        Assert.Equivalent(Tensors, tensors, strict: true);
    }

    [Theory]
    [InlineData(float.NaN, "the tensor 'a' holds NaN as its number 2")]
    [InlineData(float.PositiveInfinity, "the tensor 'a' holds an infinite number as its number 2")]
    [InlineData(float.NegativeInfinity, "the tensor 'a' holds an infinite number as its number 2")]
    public void A_number_that_is_not_finite_is_refused_by_tensor_and_place(float bad, string sentence)
    {
        var tensors = new Dictionary<string, StateTensor>(Tensors) { ["a"] = new([2, 2], [1, 2, bad, 4]) };
        Assert.Equal(sentence, Refused(Safetensors.Write(tensors, new Dictionary<string, string>())));
    }

    [Theory]
    [InlineData("{}", 1L << 60, "its header does not fit")]
    [InlineData("{}", -1L, "its header does not fit")]
    [InlineData("{{{{", null, "header is malformed")]
    [InlineData("[]", null, "header is malformed")]
    [InlineData("""{"a":1}""", null, "header is malformed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", null, "header is malformed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,4]}}""", null, "header is malformed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", null, "header is malformed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647],"data_offsets":[0,-4611686014132420604]}}""", null, "lies outside the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", null, "disagrees with its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,999999999999]}}""", null, "lies outside the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", null, "lies outside the file")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", null, "is of type F16; only F32 is read here")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", null,
        "has two tensors of the name 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1073741823,1073741825],\"data_offsets\":[8,-9223372036854775808]}}", null, "lies outside the file")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", null, "tensors overlap, or leave bytes out")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", null, "tensors overlap, or leave bytes out")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", null, "tensors overlap, or leave bytes out")]
    public void A_header_that_is_not_right_is_refused(string header, long? length, string sentence)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(file, length ?? text.Length);
        text.CopyTo(file, 8);
        Assert.Contains(sentence, Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused()
    {
        var file = Safetensors.Write(Tensors, new Dictionary<string, string>());
        Assert.All(Enumerable.Range(0, file.Length), length => Refused(file[..length]));
    }

    private static string Refused(byte[] file) => Assert.Throws<InvalidDataException>(() => Safetensors.Read(file)).Message;
}
