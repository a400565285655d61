using System.IO.Compression;
using System.IO.Hashing;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>
/// Reads a ZIP entry, sums its checksum, which the runtime's reader does not compare, and words the runtime's complaints about damaged
/// archives for users.
/// </summary>
internal sealed class EntryStream : Stream
{
    private readonly ZipArchiveEntry entry;
    private readonly Stream body;
    private readonly Crc32 checksum = new();

    public EntryStream(ZipArchiveEntry entry)
    {
        this.entry = entry;
        body = Guard(entry.Open);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">What was read to the end is not what was written.</exception>
    public void CompareChecksum()
    {
        if (checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw new InvalidDataException("is damaged: its checksum does not match");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = body.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }

        checksum.Append(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Stream Guard(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private static InvalidDataException Damaged(Exception e) => new("is damaged or compressed in an unknown way", e);
}
