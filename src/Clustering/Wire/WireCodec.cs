using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Processes;

namespace AwacAkka.Clustering.Wire;

/// <summary>
/// Messages between runs and rollout nodes as bytes, little-endian. A message says what it is by a number of this list, never by the name of a
/// type: bytes from the network can make nothing but these records. Never reorder, only add; where nodes without a change would not understand what
/// they get, raise the number in <see cref="Configuration.NodeVersion"/>.
/// </summary>
internal static class WireCodec
{
    private const int MostJobs = 1 << 20;

    /// <summary>The number of a message's layout.</summary>
    /// <exception cref="ArgumentException">The message does not go over the network.</exception>
    public static string ManifestOf(object message) => message switch
    {
        WorkersWanted => "1",
        WorkersOffered => "2",
        WorkersRefused => "3",
        PolicyPart => "4",
        PolicyWanted => "5",
        RunJob => "6",
        CancelJob => "7",
        ResultPart => "8",
        PartReceived => "9",
        JobFailedThere => "10",
        WorkersLeave => "11",
        RunLeaves => "12",
        LookAtRun => "13",
        _ => throw new ArgumentException($"{message.GetType().Name} is no message between nodes", nameof(message)),
    };

    /// <summary>A message as bytes.</summary>
    public static byte[] Encode(object message)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (message)
        {
            case WorkersWanted m: Write(writer, m.Terms); break;
            case WorkersOffered m: writer.Write(m.Jobs); break;
            case WorkersRefused m: writer.Write(m.Reason); break;
            case PolicyPart m: writer.Write(m.Digest); Write(writer, m.Part); break;
            case PolicyWanted m: writer.Write(m.Digest); break;
            case RunJob m: writer.Write(m.Job); writer.Write((byte)m.Kind); writer.Write(m.Policy); writer.WritePart(m.Order); break;
            case CancelJob m: writer.Write(m.Job); break;
            case ResultPart m: writer.Write(m.Job); writer.Write(m.Seconds); Write(writer, m.Part); break;
            case PartReceived m: writer.Write(m.Job); break;
            case JobFailedThere m: writer.Write(m.Job); writer.Write(m.Reason); break;
            case WorkersLeave m: WriteJobs(writer, m.Unbegun); break;
            case RunLeaves: break;
            case LookAtRun m: writer.Write(m.Run); break;
            default: throw new ArgumentException($"{message.GetType().Name} is no message between nodes", nameof(message));
        }

        return stream.ToArray();
    }

    /// <summary>Bytes as a message.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    public static WireMessage Decode(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            var message = Read(reader, manifest);
            return reader.BaseStream.Position == bytes.Length ? message : throw new InvalidDataException($"a message '{manifest}' from another node is too long");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or DecoderFallbackException or ArgumentException)
        {
            throw new InvalidDataException($"a message '{manifest}' from another node is not what was sent", e);
        }
    }

    private static WireMessage Read(BinaryReader reader, string manifest) => manifest switch
    {
        "1" => new WorkersWanted(ReadTerms(reader)),
        "2" => new WorkersOffered(reader.ReadInt32()),
        "3" => new WorkersRefused(reader.ReadString()),
        "4" => new PolicyPart(reader.ReadString(), ReadPart(reader)),
        "5" => new PolicyWanted(reader.ReadString()),
        "6" => new RunJob(reader.ReadInt64(), ReadKind(reader), reader.ReadString(), ReadBytes(reader, BlobPart.Size * BlobPart.Most)),
        "7" => new CancelJob(reader.ReadInt64()),
        "8" => new ResultPart(reader.ReadInt64(), reader.ReadDouble(), ReadPart(reader)),
        "9" => new PartReceived(reader.ReadInt64()),
        "10" => new JobFailedThere(reader.ReadInt64(), reader.ReadString()),
        "11" => new WorkersLeave(ReadJobs(reader)),
        "12" => new RunLeaves(),
        "13" => new LookAtRun(reader.ReadString()),
        _ => throw new InvalidDataException($"another node sent a message '{manifest}' that this version does not know: see that all nodes have the same version"),
    };

    private static void Write(BinaryWriter writer, RolloutTerms terms)
    {
        writer.Write(terms.Run);
        writer.Write(terms.Environment);
        writer.Write(terms.Seed);
        WorkerCodec.Write(writer, terms.Faults);
        writer.Write((byte)terms.Isolation);
        writer.Write(terms.MaxFailures);
        writer.Write(terms.StepTimeout.Ticks);
        writer.Write(terms.StartTimeout.Ticks);
        writer.Write(terms.Arithmetic.MuJoCo);
        writer.Write(terms.Arithmetic.Probe);
    }

    private static RolloutTerms ReadTerms(BinaryReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadUInt64(),
        WorkerCodec.ReadFaults(reader),
        reader.ReadByte() is var isolation && Enum.IsDefined((Isolation)isolation)
            ? (Isolation)isolation
            : throw new InvalidDataException($"there is no isolation {isolation}"),
        reader.ReadInt32(),
        new TimeSpan(reader.ReadInt64()),
        new TimeSpan(reader.ReadInt64()),
        new RolloutArithmetic(reader.ReadString(), reader.ReadString()));

    private static JobKind ReadKind(BinaryReader reader) => reader.ReadByte() is var kind && Enum.IsDefined((JobKind)kind)
        ? (JobKind)kind
        : throw new InvalidDataException($"there is no kind {kind} of jobs");

    private static void Write(BinaryWriter writer, BlobPart part)
    {
        writer.Write(part.Number);
        writer.Write(part.Of);
        writer.WritePart(part.Bytes);
    }

    private static BlobPart ReadPart(BinaryReader reader)
    {
        var (number, of) = (reader.ReadInt32(), reader.ReadInt32());
        return number >= 0 && number < of && of <= BlobPart.Most
            ? new BlobPart(number, of, ReadBytes(reader, BlobPart.Size))
            : throw new InvalidDataException($"there is no part {number} of {of}");
    }

    /// <summary>No more is allocated than has come.</summary>
    private static byte[] ReadBytes(BinaryReader reader, int most)
    {
        var length = reader.ReadInt32();
        return length >= 0 && length <= most && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes(length)
            : throw new InvalidDataException($"a length of {length} is not what was sent");
    }

    private static void WriteJobs(BinaryWriter writer, IReadOnlyList<long> jobs)
    {
        writer.Write(jobs.Count);
        foreach (var job in jobs)
        {
            writer.Write(job);
        }
    }

    private static long[] ReadJobs(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        return count is >= 0 and <= MostJobs && count * (long)sizeof(long) <= reader.BaseStream.Length - reader.BaseStream.Position
            ? [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt64())]
            : throw new InvalidDataException($"a count of {count} is not what was sent");
    }
}
