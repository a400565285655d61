using System.Text;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Faults;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Actors.Processes;

/// <summary>What a worker process is told first.</summary>
/// <param name="Build">The build of the program that says it.</param>
/// <param name="Setting">What the rollouts depend on.</param>
/// <param name="Assemblies">Full paths of the assemblies with environments of the user's own.</param>
/// <param name="Beat">How often the worker says that it is alive.</param>
/// <param name="Process">Which of the run's processes it is, from 1 on.</param>
internal sealed record WorkerHello(string Build, RolloutSetting Setting, IReadOnlyList<string> Assemblies, TimeSpan Beat, uint Process = 1)
{
    /// <summary>
    /// Names the code that is running. A program that was built anew during a run would start workers that may compute other bits.
    /// </summary>
    public static string ThisBuild { get; } = string.Join(
        ' ',
        new[] { typeof(WorkerHello), typeof(PolicyNetwork), typeof(FaultRates), typeof(Philox) }.Select(t => t.Module.ModuleVersionId.ToString("N")));
}

/// <summary>The payloads of frames. Slots come back in the form in which the journal keeps them, checksum included.</summary>
internal static class WorkerCodec
{
    private const int NoSuccess = -1;
    private const int NoCall = -1;
    private static readonly byte[] Magic = "AWAC"u8.ToArray();

    public static byte[] Encode(WorkerHello hello) => Bytes(writer =>
    {
        var (environment, seed, faults) = hello.Setting;
        writer.Write(Magic);
        writer.Write(hello.Build);
        writer.Write(environment);
        writer.Write(seed);
        Write(writer, faults);
        writer.Write(hello.Assemblies.Count);
        foreach (var assembly in hello.Assemblies)
        {
            writer.Write(assembly);
        }

        writer.Write(hello.Beat.Ticks);
        writer.Write(hello.Process);
    });

    /// <summary>Writes how often calls fail on purpose.</summary>
    public static void Write(BinaryWriter writer, FaultRates faults)
    {
        foreach (var rate in (ReadOnlySpan<double>)[faults.Exception, faults.NonFinite, faults.Hang, faults.Crash, faults.CallHang])
        {
            writer.Write(rate);
        }
    }

    /// <summary>Reads that back.</summary>
    public static FaultRates ReadFaults(BinaryReader reader) => new(
        reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());

    /// <summary>The greeting's build alone: whatever else it says, another build may say in another way.</summary>
    /// <exception cref="InvalidDataException">This is no greeting.</exception>
    public static string DecodeBuild(byte[] payload) => ReadBuild(payload).ReadString();

    public static WorkerHello DecodeHello(byte[] payload)
    {
        using var reader = ReadBuild(payload);
        var (build, environment, seed) = (reader.ReadString(), reader.ReadString(), reader.ReadUInt64());
        var faults = ReadFaults(reader);
        var assemblies = new string[reader.ReadInt32()];
        for (var i = 0; i < assemblies.Length; i++)
        {
            assemblies[i] = reader.ReadString();
        }

        var (beat, process) = (new TimeSpan(reader.ReadInt64()), reader.ReadUInt32());
        return new WorkerHello(build, new RolloutSetting(environment, seed, faults), assemblies, beat, process);
    }

    public static byte[] Encode(PolicySnapshot? policy) => policy?.ToSafetensors() ?? [];

    public static PolicySnapshot? DecodePolicy(byte[] payload) => payload.Length == 0 ? null : PolicySnapshot.FromSafetensors(payload);

    public static byte[] Encode(RunSlot slot) => Bytes(writer =>
    {
        writer.Write(slot.Round);
        writer.Write(slot.Attempt);
        writer.Write(slot.Steps);
        writer.WritePart(slot.Start.ToBytes());
    });

    public static RunSlot DecodeSlot(byte[] payload, PolicySnapshot? policy)
    {
        using var reader = Reader(payload);
        var (round, attempt, steps) = (reader.ReadInt32(), reader.ReadUInt32(), reader.ReadInt32());
        return new RunSlot(round, attempt, SlotState.FromBytes(reader.ReadPart()), policy, steps);
    }

    public static byte[] Encode(RunSlot slot, SlotResult result) =>
        ChunkCodec.Encode(new ChunkStored(slot.Round, slot.Start.Slot, result.Chunk, result.End, result.Episodes));

    public static SlotResult DecodeResult(byte[] payload)
    {
        var stored = ChunkCodec.Decode(payload);
        return new SlotResult(stored.End!, stored.Chunk, stored.Episodes);
    }

    public static byte[] Encode(RunEpisode episode) => Bytes(writer =>
    {
        writer.Write((int)episode.Phase);
        writer.Write(episode.Round);
        writer.Write(episode.Attempt);
        writer.Write(episode.Steps);
        writer.WritePart(Encode(episode.Start));
    });

    public static RunEpisode DecodeEpisode(byte[] payload, PolicySnapshot policy)
    {
        using var reader = Reader(payload);
        var (phase, round, attempt, steps) = ((RunPhase)reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt32(), reader.ReadInt32());
        return new RunEpisode(phase, round, attempt, DecodeEpisodeState(reader.ReadPart()), policy, steps);
    }

    public static byte[] Encode(EpisodeState state) => Bytes(writer =>
    {
        writer.Write(state.Episode);
        writer.Write(state.Return);
        writer.Write(state.Length);
        writer.Write(state.Ended);
        writer.WritePart(state.Environment);
        writer.Write(state.SuccessfulSteps ?? NoSuccess);
        writer.Write(state.FirstSuccess is not null);
        if (state.FirstSuccess is { } first)
        {
            writer.Write(first.Return);
            writer.Write(first.Length);
        }
    });

    public static EpisodeState DecodeEpisodeState(byte[] payload)
    {
        using var reader = Reader(payload);
        var state = new EpisodeState(reader.ReadUInt32(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadPart());
        state = reader.ReadInt32() is var steps and not NoSuccess ? state with { SuccessfulSteps = steps } : state;
        return reader.ReadBoolean() ? state with { FirstSuccess = new FirstSuccess(reader.ReadDouble(), reader.ReadInt32()) } : state;
    }

    public static byte[] Encode(string sentence) => Encoding.UTF8.GetBytes(sentence);

    public static string DecodeText(byte[] payload) => Encoding.UTF8.GetString(payload);

    /// <param name="call">The call under way; between two calls, one without a name that began just now.</param>
    public static byte[] Encode(CallUnderWay? call) => Bytes(writer =>
    {
        writer.Write((sbyte)(call?.Call is { } named ? (int)named : NoCall));
        writer.Write((int)Math.Min(call?.Time.TotalMilliseconds ?? 0, int.MaxValue));
    });

    public static CallUnderWay DecodeCall(byte[] payload)
    {
        using var reader = Reader(payload);
        var (call, time) = (reader.ReadSByte(), reader.ReadInt32());
        return new CallUnderWay(call == NoCall ? null : (EnvironmentCall)call, TimeSpan.FromMilliseconds(time));
    }

    private static BinaryReader ReadBuild(byte[] payload)
    {
        var reader = Reader(payload);
        return reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic) ? reader : throw new InvalidDataException("this is no greeting");
    }

    private static BinaryReader Reader(byte[] payload) => new(new MemoryStream(payload));

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.ToArray();
    }
}
