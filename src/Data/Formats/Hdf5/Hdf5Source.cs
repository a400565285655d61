using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>
/// The bytes that PureHDF reads, from the format's signature on. PureHDF trusts a file: it takes the memory that a length asks for and
/// follows links and trees wherever they lead. So each structure is looked at here when its first bytes are asked for, the depth of the
/// stack at each read, and how much one call reads.
/// </summary>
internal sealed class Hdf5Source : Stream
{
    private const int WindowBytes = 1 << 13;
    private const long FreeBudget = 4 << 20;
    private readonly SafeFileHandle file;
    private readonly byte[] window = new byte[WindowBytes];
    private readonly long start;
    private readonly Hdf5Superblock superblock;
    private long windowAt;
    private int windowCount;
    private long position;
    private long budget = long.MaxValue;
    private bool sought;
    private bool linkNext;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="Hdf5Refusal">It is none, or not whole.</exception>
    public Hdf5Source(string path)
    {
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
        try
        {
            start = Hdf5Superblock.Find(file);
            Length = RandomAccess.GetLength(file) - start;
            superblock = new Hdf5Superblock(this);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of an address.</summary>
    public int OffsetBytes => superblock.OffsetBytes;

    /// <summary>Bytes of a length.</summary>
    public int LengthBytes => superblock.LengthBytes;

    /// <summary>The header of the array that was opened last.</summary>
    public Hdf5Header? LastArray { get; private set; }

    /// <summary>Dimensions of the chunks whose index is read now; -1 while numbers are read that lie in one piece, 0 otherwise.</summary>
    public int ChunkDimensions { get; set; }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => true;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length { get; }

    /// <inheritdoc />
    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Begins a call: what it may read in all follows from the file's length, so that no tree with cycles is walked for long.</summary>
    public void BeginCall() => budget = FreeBudget + 8 * Length;

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin == SeekOrigin.Current ? position + offset : offset;
        if (target < 0 || target > Length)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        sought |= origin == SeekOrigin.Begin;
        return position = target;
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if ((budget -= buffer.Length + 1) < 0)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        var at = position;
        ReadAt(at, buffer);
        if (sought)
        {
            sought = false;
            Inspect(at, buffer);
        }

        superblock.HideBaseAddress(at, buffer);
        position = at + buffer.Length;
        return buffer.Length;
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads at a place without moving.</summary>
    /// <exception cref="Hdf5Refusal">The file ends before.</exception>
    public void ReadAt(long at, Span<byte> buffer)
    {
        if (at < 0 || at > Length - buffer.Length)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        while (buffer.Length > 0)
        {
            if (at < windowAt || at >= windowAt + windowCount)
            {
                if (buffer.Length >= WindowBytes)
                {
                    ReadLong(at, buffer);
                    return;
                }

                windowAt = at;
                windowCount = RandomAccess.Read(file, window, start + at);
                if (windowCount <= 0)
                {
                    throw new Hdf5Refusal(Hdf5Refusal.Damaged);
                }
            }

            var part = window.AsSpan((int)(at - windowAt), (int)Math.Min(buffer.Length, windowAt + windowCount - at));
            part.CopyTo(buffer);
            buffer = buffer[part.Length..];
            at += part.Length;
        }
    }

    /// <summary>Bytes at a place.</summary>
    /// <exception cref="Hdf5Refusal">The file ends before.</exception>
    public byte[] BytesAt(long at, long count)
    {
        if (at < 0 || count < 0 || at > Length || count > Length - at)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        var bytes = new byte[count];
        ReadAt(at, bytes);
        return bytes;
    }

    /// <summary>An unsigned number at a place; more than a long holds is its largest value, which no file has.</summary>
    public long NumberAt(long at, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        ReadAt(at, bytes[..size]);
        var number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return number > long.MaxValue ? long.MaxValue : (long)number;
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private void ReadLong(long at, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = RandomAccess.Read(file, buffer, start + at);
            if (count <= 0)
            {
                throw new Hdf5Refusal(Hdf5Refusal.Damaged);
            }

            buffer = buffer[count..];
            at += count;
        }
    }

    /// <summary>PureHDF goes to a structure and asks for its signature, or for the first byte of an object's header or of a link.</summary>
    private void Inspect(long at, ReadOnlySpan<byte> first)
    {
        if (first.Length == sizeof(uint))
        {
            Hdf5Inspection.Structure(this, at, first);
            linkNext = first.SequenceEqual("FHDB"u8);
        }
        else if (first.Length == 1 && ChunkDimensions == 0)
        {
            if (linkNext)
            {
                linkNext = false;
                Hdf5Inspection.Link(BytesAt(at, Math.Min(Length - at, Hdf5Inspection.LinkBytes)), Hdf5Inspection.LinkBytes);
                return;
            }

            var header = new Hdf5Header(this, at);
            Hdf5Inspection.Header(this, header);
            LastArray = header.Has(Hdf5Header.Layout) ? header : LastArray;
        }
    }
}
