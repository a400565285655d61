using System.IO.Compression;
using System.Runtime.InteropServices;
using PureHDF.Filters;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>Undoes a filter of chunks that were written; takes no more memory than a chunk has, and checks that it has as much.</summary>
internal abstract class Hdf5Filter(ushort id, string name) : IH5Filter
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        H5Filter.Register(new Inflate());
        H5Filter.Register(new Unshuffle());
        return true;
    });

    /// <inheritdoc />
    public ushort FilterId => id;

    /// <inheritdoc />
    public string Name => name;

    /// <summary>Puts these in the place of PureHDF's.</summary>
    public static void Register() => _ = Registered.Value;

    /// <inheritdoc />
    public Memory<byte> Filter(FilterInfo info) =>
        info.Flags.HasFlag(H5FilterFlags.Decompress) ? Undo(info) : throw new NotSupportedException("Chunks are not written.");

    /// <inheritdoc />
    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => [];

    private protected abstract Memory<byte> Undo(FilterInfo info);

    private sealed class Inflate() : Hdf5Filter(1, "deflate")
    {
        private const int ChecksumBytes = 4;

        /// <summary>A checksum may have been added before it was deflated.</summary>
        private protected override Memory<byte> Undo(FilterInfo info)
        {
            using var deflated = MemoryMarshal.TryGetArray<byte>(info.Buffer, out var bytes)
                ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count)
                : new MemoryStream(info.Buffer.ToArray());
            using var stream = new ZLibStream(deflated, CompressionMode.Decompress);
            var inflated = GC.AllocateUninitializedArray<byte>(checked(info.ChunkSize + ChecksumBytes + 1));
            var count = stream.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
            return count == info.ChunkSize || count == info.ChunkSize + ChecksumBytes
                ? inflated.AsMemory(0, count)
                : throw new InvalidDataException("A chunk inflates to another length than it has.");
        }
    }

    private sealed class Unshuffle() : Hdf5Filter(2, "shuffle")
    {
        /// <summary>The first bytes of all numbers came first, then the second ones; what is left over stays.</summary>
        private protected override Memory<byte> Undo(FilterInfo info)
        {
            var (size, from) = (checked((int)info.Parameters[0]), info.Buffer);
            var numbers = from.Length / size;
            if (size == 1 || numbers <= 1)
            {
                return from;
            }

            var result = from.ToArray();
            var source = from.Span;
            for (var b = 0; b < size; b++)
            {
                var plane = source.Slice(b * numbers, numbers);
                for (var i = 0; i < numbers; i++)
                {
                    result[i * size + b] = plane[i];
                }
            }

            return result;
        }
    }
}
