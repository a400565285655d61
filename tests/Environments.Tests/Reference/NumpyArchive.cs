using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace AwacAkka.Environments.Tests.Reference;

/// <summary>Reads arrays of little-endian doubles, singles or 32-bit integers, in C order, from an .npz file.</summary>
internal sealed class NumpyArchive(string path)
{
    public double[] Read(string name)
    {
        using var archive = ZipFile.OpenRead(path);
        var entry = archive.GetEntry(name + ".npy") ?? throw new InvalidDataException($"{path} has no array {name}.");
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        var headerLength = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, headerLength);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name} is in Fortran order.");
        }

        var values = bytes.AsSpan(10 + headerLength);
        return header.Split('\'')[3] switch
        {
            "<f8" => MemoryMarshal.Cast<byte, double>(values).ToArray(),
            "<f4" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(values).ToArray(), single => (double)single),
            "<i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(values).ToArray(), whole => (double)whole),
            var other => throw new InvalidDataException($"{name} has elements of type {other}."),
        };
    }
}
