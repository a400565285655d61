using System.IO.Compression;
using AwacAkka.Data.Formats.Npz;

namespace AwacAkka.Data.Tests;

public class NpzTests
{
    [Fact]
    public void Files_that_numpy_wrote_are_read_for_every_supported_type()
    {
        using var stored = Open("numpy-stored.npz");
        var arrays = Npz.Read(stored, "observations", "actions", "rewards", "terminals", "timeouts");
        Assert.Equal([7, 3], arrays["observations"].Shape);
        Assert.Equal(Enumerable.Range(0, 21).Select(i => i / 4f), Assert.IsType<float[]>(arrays["observations"].Data));
        Assert.Equal(Enumerable.Range(0, 14).Select(i => i / 16.0 - 0.5), Assert.IsType<double[]>(arrays["actions"].Data));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (long)i), Assert.IsType<long[]>(arrays["rewards"].Data));
        Assert.Equal([false, false, true, false, false, false, false], Assert.IsType<bool[]>(arrays["terminals"].Data));
        Assert.Equal([0, 0, 0, 0, 1, 0, 0], Assert.IsType<byte[]>(arrays["timeouts"].Data));

        using var others = Open("numpy-refused.npz");
        var orders = Npz.Read(others, "fortran", "big", "half");
        Assert.All(orders.Values, array => Assert.All(array.ToSingles(), value => Assert.True(float.IsFinite(value))));
        Assert.Equal(3, orders.Count);

        using var deflated = Open("numpy-deflated.npz");
        Assert.Equal(
            Enumerable.Range(0, 21).Select(i => i / 4), Assert.IsType<int[]>(Npz.Read(deflated, "observations")["observations"].Data));
    }

    [Theory]
    [InlineData("objects", "Python objects")]
    [InlineData("structured", "no plain array")]
    public void Pickles_and_records_are_refused_by_name(string name, string reason)
    {
        using var stream = Open("numpy-refused.npz");
        var error = Assert.Throws<InvalidDataException>(() => Npz.Read(stream, name));
        Assert.StartsWith($"'{name}' ", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Every_supported_type_survives_a_round_trip(CompressionLevel compression)
    {
        var written = new Dictionary<string, NpyArray>
        {
            ["f4"] = new([2, 2], new[] { 1f, -0f, float.NaN, float.MaxValue }),
            ["f8"] = new([1], new[] { Math.PI }),
            ["i4"] = new([3], new[] { int.MinValue, 0, 7 }),
            ["i8"] = new([2], new[] { long.MinValue, 9 }),
            ["u1"] = new([2], new byte[] { 0, 255 }),
            ["i1"] = new([2], new sbyte[] { -128, 127 }),
            ["i2"] = new([2], new short[] { -32768, 1 }),
            ["u2"] = new([2], new ushort[] { 65535, 1 }),
            ["u4"] = new([1], new[] { uint.MaxValue }),
            ["u8"] = new([1], new[] { ulong.MaxValue }),
            ["f2"] = new([2], new[] { (Half)0.5f, Half.MinValue }),
            ["b1"] = new([2], new[] { true, false }),
            ["empty"] = new([0, 4], Array.Empty<float>()),
            ["scalar"] = new([], new[] { 5f }),
            ["large"] = new([200_000], Enumerable.Range(0, 200_000).ToArray()),
        };
        using var stream = new MemoryStream();
        Npz.Write(stream, written, compression);
        stream.Position = 0;
        Assert.Equal(written.Keys, Npz.Names(stream));
        stream.Position = 0;
        var read = Npz.Read(stream, [.. written.Keys]);
        foreach (var (name, array) in written)
        {
            Assert.Equal(array.Shape, read[name].Shape);
            Assert.Equal(array.Data, read[name].Data);
            Assert.Equal(array.Data.GetType(), read[name].Data.GetType());
        }

        Assert.Equal([0f, 255f], read["u1"].ToSingles());
        Assert.Equal([-128f, 127f], read["i1"].ToSingles());
        Assert.Equal([65535f, 1f], read["u2"].ToSingles());
        Assert.Equal([0.5f, -65504f], read["f2"].ToSingles());
        Assert.Equal([1f, 0f], read["b1"].ToSingles());
    }

    [Theory]
    [InlineData("'>f4'", new byte[] { 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0 }, new[] { 1f, -2f })]
    [InlineData("'=f4'", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0 }, new[] { 1f, -2f })]
    [InlineData("'>i2'", new byte[] { 1, 0, 0xFF, 0xFE }, new[] { 256f, -2f })]
    [InlineData("'>u8'", new byte[] { 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2 }, new[] { 257f, 2f })]
    [InlineData("'<f2'", new byte[] { 0, 0x3C, 0, 0xC0 }, new[] { 1f, -2f })]
    [InlineData("\"|b1\"", new byte[] { 1, 0 }, new[] { 1f, 0f })]
    public void Numbers_of_either_byte_order_are_read(string type, byte[] bytes, float[] expected)
    {
        using var stream = Forge($"{{'descr': {type}, 'fortran_order': False, 'shape': (2,), }}", bytes);
        Assert.Equal(expected, Npz.Read(stream, "a")["a"].ToSingles());
    }

    [Fact]
    public void Numbers_in_fortran_order_come_out_row_by_row()
    {
        using var matrix = Forge("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [11, 21, 12, 22, 13, 23]);
        Assert.Equal([11f, 12, 13, 21, 22, 23], Npz.Read(matrix, "a")["a"].ToSingles());
        using var cube = Forge("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 1, 2), }", [111, 211, 112, 212]);
        Assert.Equal([111f, 112, 211, 212], Npz.Read(cube, "a")["a"].ToSingles());
        using var column = Forge("{'descr': '|u1', 'fortran_order': True, 'shape': (3L, 1L), }", [1, 2, 3]);
        Assert.Equal([1f, 2, 3], Npz.Read(column, "a")["a"].ToSingles());
    }

    [Theory]
    [InlineData("<f16")]
    [InlineData("<c8")]
    [InlineData("<U20")]
    public void Types_that_no_single_precision_holds_are_named(string type)
    {
        using var stream = Forge($"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,), }}", new byte[16]);
        Assert.Contains($"'a' is of NumPy type '{type}'", Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "a")).Message);
    }

    [Fact]
    public void A_name_that_occurs_twice_is_refused_and_named()
    {
        using var stream = new MemoryStream();
        Npz.Write(stream, [new("a", new([1], new[] { 1f })), new("b", new([1], new[] { 2f })), new("a", new([1], new[] { 3f }))]);
        stream.Position = 0;
        Assert.Contains("it holds 'a' twice", Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "b")).Message);
        stream.Position = 0;
        Assert.Contains("it holds 'a' twice", Assert.Throws<InvalidDataException>(() => Npz.Names(stream)).Message);
    }

    [Fact]
    public void Equal_arrays_make_equal_bytes_whenever_they_are_written()
    {
        byte[] Write()
        {
            using var stream = new MemoryStream();
            Npz.Write(stream, [new("a", new([2], new[] { 1f, 2f }))]);
            return stream.ToArray();
        }

        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void A_header_that_claims_gigabytes_costs_no_memory()
    {
        using var stream = Forge("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,), }", new byte[64]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var error = Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "a"));
        Assert.Contains("truncated", error.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4_000_000);
    }

    [Theory]
    [InlineData("(2000000000, 2000000000)", "more elements")]
    [InlineData("(-3,)", "'-3'")]
    [InlineData("(3)", "truncated")]
    [InlineData("(1,)", "more data")]
    public void Shapes_that_disagree_with_the_data_are_refused(string shape, string reason)
    {
        using var stream = Forge($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", new byte[8]);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "a")).Message);
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        var bytes = File.ReadAllBytes(Path("numpy-stored.npz"));
        var data = bytes.AsSpan().IndexOf("'shape': (7, 3)"u8) + 80;
        bytes[data] ^= 0x10;
        using var stream = new MemoryStream(bytes);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "observations")).Message);
    }

    [Fact]
    public void A_file_cut_at_any_place_is_refused_with_a_sentence()
    {
        var bytes = File.ReadAllBytes(Path("numpy-deflated.npz"));
        for (var length = 0; length < bytes.Length; length += 13)
        {
            using var stream = new MemoryStream(bytes, 0, length);
            Assert.Contains("not a complete .npz", Assert.Throws<InvalidDataException>(() => Npz.Read(stream, "rewards")).Message);
        }
    }

    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    private static FileStream Open(string name) => File.OpenRead(Path(name));

    private static MemoryStream Forge(string header, byte[] data)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var body = archive.CreateEntry("a.npy").Open())
        {
            body.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
            body.Write(System.Text.Encoding.ASCII.GetBytes(header));
            body.Write(data);
        }

        stream.Position = 0;
        return stream;
    }
}
