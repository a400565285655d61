using AwacAkka.Tests.Shared.Fuzzing;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Policies.Tests;

/// <summary>Any tensors read back to the bit, and a file that is not whole is never taken for one.</summary>
public sealed class SafetensorsProperties
{
    private static readonly Gen<float> Finite = Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite);

    /// <summary>Texts with what JSON escapes, and of several bytes a character.</summary>
    private static readonly Gen<string> Texts =
        Gen.Elements<string>(["a", "Z", "7", ".", " ", "\"", "\\", "/", "\n", "\u0001", "<", "'", "é", "中", "🦾"]).ArrayOf().Select(string.Concat);

    private static readonly Gen<StateTensor> Tensors =
        from shape in Gen.Choose(0, 4).ArrayOf().Where(sizes => sizes.Length < 4)
        from data in Finite.ArrayOf(shape.Aggregate(1, (product, size) => product * size))
        select new StateTensor(shape, data);

    private static readonly Gen<(Dictionary<string, StateTensor> Tensors, Dictionary<string, string> Metadata)> Files =
        from tensors in Texts.Where(name => name != "__metadata__").Zip(Tensors).ArrayOf()
        from metadata in Texts.Zip(Texts).ArrayOf()
        select (Distinct(tensors), Distinct(metadata));

    [Fact]
    public void Any_tensors_read_back_as_they_were_written() => Fuzz.ForAll(Files, file =>
    {
        var bytes = Safetensors.Write(file.Tensors, file.Metadata);
        var (tensors, metadata) = Safetensors.Read(bytes);
        Assert.Equal(file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), metadata);
        Assert.Equal(file.Tensors.Keys.Order(StringComparer.Ordinal), tensors.Keys);
        Assert.All(file.Tensors, pair =>
        {
            Assert.Equal(pair.Value.Shape, tensors[pair.Key].Shape);
            Assert.Equal(pair.Value.Data.Select(BitConverter.SingleToInt32Bits), tensors[pair.Key].Data.Select(BitConverter.SingleToInt32Bits));
        });
        Assert.Equal(bytes, Safetensors.Write(tensors, metadata));
    });

    /// <summary>What is behind the last number can be missing: nothing is, then.</summary>
    [Fact]
    public void A_file_that_is_cut_within_its_header_or_its_numbers_is_refused() => Fuzz.ForAll(
        from file in Files
        from place in Gen.Choose(0, int.MaxValue)
        select (Bytes: Safetensors.Write(file.Tensors, file.Metadata), place),
        cut => Assert.Throws<InvalidDataException>(() => Safetensors.Read(cut.Bytes.AsSpan(0, cut.place % cut.Bytes.Length))));

    /// <summary>The format has no checksum: a turned bit in a number is another number. What is read is whole and finite all the same.</summary>
    [Fact]
    public void A_file_with_a_bit_turned_is_refused_or_read_to_finite_numbers_that_fill_their_shapes() => Fuzz.ForAll(
        from file in Files
        from place in Gen.Choose(0, int.MaxValue)
        select (Bytes: Safetensors.Write(file.Tensors, file.Metadata), place),
        turned =>
        {
            turned.Bytes[turned.place % turned.Bytes.Length] ^= (byte)(1 << (turned.place / turned.Bytes.Length % 8));
            try
            {
                Assert.All(Safetensors.Read(turned.Bytes).Tensors.Values, tensor =>
                {
                    Assert.Equal(tensor.Shape.Aggregate(1, (product, size) => product * size), tensor.Data.Length);
                    Assert.All(tensor.Data, number => Assert.True(float.IsFinite(number)));
                });
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });

    private static Dictionary<string, T> Distinct<T>((string Key, T Value)[] pairs) =>
        pairs.DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value);
}
