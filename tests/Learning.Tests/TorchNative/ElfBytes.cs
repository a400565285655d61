using System.Buffers.Binary;
using System.Reflection;
using System.Text;

namespace AwacAkka.Learning.Tests.TorchNative;

/// <summary>TorchSharp's native library as its package has it, to be changed where a test wants it wrong.</summary>
internal sealed class ElfBytes
{
    private const uint Strings = 3;
    private const uint DynamicSymbols = 11;

    public static string GenuinePath { get; } =
        typeof(ElfBytes).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TorchSharpNative").Value!;

    public byte[] Bytes { get; } = File.ReadAllBytes(GenuinePath);

    /// <summary>Replaces a text that is there once, terminated, by another of the same length.</summary>
    public void Rename(string from, string to) => Encoding.ASCII.GetBytes(to).CopyTo(Bytes, IndexOf(Encoding.ASCII.GetBytes(from + '\0')));

    /// <summary>Replaces a number that is there once.</summary>
    public void Renumber(uint from, uint to)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, from);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(IndexOf(bytes)), to);
    }

    /// <summary>Where the first section of a type lies.</summary>
    public int Section(uint type)
    {
        for (var at = (int)BitConverter.ToUInt64(Bytes, 40); ; at += 64)
        {
            if (BitConverter.ToUInt32(Bytes, at + 4) == type)
            {
                return (int)BitConverter.ToUInt64(Bytes, at + 24);
            }
        }
    }

    /// <summary>Number of the symbol of a name.</summary>
    public int Symbol(string name)
    {
        var text = IndexOf(Encoding.ASCII.GetBytes('\0' + name + '\0')) + 1;
        for (var i = 0; ; i++)
        {
            if (Section(Strings) + BitConverter.ToInt32(Bytes, Section(DynamicSymbols) + (24 * i)) == text)
            {
                return i;
            }
        }
    }

    private int IndexOf(byte[] pattern)
    {
        var at = Bytes.AsSpan().IndexOf(pattern);
        Assert.True(at >= 0, "the genuine library is another than these tests know");
        return at;
    }
}
