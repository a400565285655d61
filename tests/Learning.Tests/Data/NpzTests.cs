using System.IO.Compression;
using AwacAkka.Learning.Data;

namespace Learning.Tests.Data;

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

        using var deflated = Open("numpy-deflated.npz");
        Assert.Equal(
            Enumerable.Range(0, 21).Select(i => i / 4), Assert.IsType<int[]>(Npz.Read(deflated, "observations")["observations"].Data));
    }

    [Theory]
    [InlineData("objects", "Python objects")]
    [InlineData("fortran", "Fortran order")]
    [InlineData("big", "'>f4'")]
    [InlineData("half", "'<f2'")]
    [InlineData("structured", "no plain array")]
    public void Pickles_foreign_orders_and_foreign_types_are_refused_by_name(string name, string reason)
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
        }
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

    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", name);

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
