using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Faults;
using AwacAkka.Policies;
using AwacAkka.Tests.Shared.Fuzzing;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>Arbitrary values of what stands in a journal. A number is any bits: infinities, NaNs with their payloads, negative zeros.</summary>
internal static class Generators
{
    private static readonly Gen<int> Bits = Gen.Choose(short.MinValue, short.MaxValue).Two().Select(pair => (pair.Item1 << 16) ^ pair.Item2);
    private static readonly Gen<uint> Numbers = Bits.Select(bits => (uint)bits);
    private static readonly Gen<float> Singles = Bits.Select(BitConverter.Int32BitsToSingle);
    private static readonly Gen<double> Doubles = Bits.Two().Select(p => BitConverter.Int64BitsToDouble(((long)p.Item1 << 32) ^ (uint)p.Item2));
    private static readonly Gen<bool> Flags = Gen.Elements(false, true);
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    /// <summary>Texts with what separates, quotes and escapes in one language or another.</summary>
    public static Gen<string> Texts { get; } = Gen.Elements<string>(
        ["a", "Z", "7", " ", ".", "-", "/", "\\", "\"", "'", "$", "{", "}", "[", "]", ":", "=", ",", "#", "//", "%20", "é", "ß", "中", "🦾"])
        .ArrayOf().Select(string.Concat);

    private static readonly Gen<EpisodeSummary> Episodes = from total in Doubles
                                                           from length in Bits
                                                           select new EpisodeSummary(total, length);

    public static Gen<SlotState> SlotStates { get; } =
        from numbers in Numbers.ArrayOf(4)
        from total in Doubles
        from length in Bits
        from environment in Bytes
        select new SlotState(numbers[0], numbers[1], numbers[2], numbers[3], total, length, environment);

    public static Gen<TransitionChunk> Chunks { get; } =
        from count in Gen.Choose(0, 20)
        from dimensions in Gen.Choose(1, 4).Two()
        from observations in Singles.ArrayOf(count * dimensions.Item1)
        from actions in Singles.ArrayOf(count * dimensions.Item2)
        from rewards in Singles.ArrayOf(count)
        from next in Singles.ArrayOf(count * dimensions.Item1)
        from terminals in Flags.ArrayOf(count)
        from timeouts in Flags.ArrayOf(count)
        select new TransitionChunk(dimensions.Item1, dimensions.Item2, observations, actions, rewards, next, terminals, timeouts);

    public static Gen<ChunkStored> Stored { get; } =
        from round in Bits
        from slot in Numbers
        from chunk in Chunks
        from end in Gen.OneOf(Gen.Constant<SlotState?>(null), SlotStates.Select(s => (SlotState?)s))
        from episodes in Episodes.ArrayOf()
        select new ChunkStored(round, slot, chunk, end, episodes);

    public static Gen<EpisodeState> EpisodeStates { get; } =
        from episode in Numbers
        from total in Doubles
        from length in Bits
        from ended in Flags
        from environment in Bytes
        from successes in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(0, int.MaxValue).Select(steps => (int?)steps))
        from first in Gen.OneOf(Gen.Constant<FirstSuccess?>(null), Bits.Two().Select(pair => (FirstSuccess?)new FirstSuccess(pair.Item1 / 7.0, pair.Item2)))
        select new EpisodeState(episode, total, length, ended, environment, successes, first);

    public static Gen<RunSlot> Slots { get; } =
        from numbers in Bits.Three()
        from start in SlotStates
        select new RunSlot(numbers.Item1, (uint)numbers.Item2, start, null, numbers.Item3);

    /// <summary>The policy of all jobs, which goes by itself.</summary>
    public static PolicySnapshot Policy { get; } = new(PolicyHead.Gaussian, false, new Dictionary<string, StateTensor>());

    public static Gen<RunEpisode> EpisodeJobs { get; } =
        from phase in Gen.Elements(RunPhase.Offline, RunPhase.Online)
        from numbers in Bits.Three()
        from start in EpisodeStates
        select new RunEpisode(phase, numbers.Item1, (uint)numbers.Item2, start, Policy, numbers.Item3);

    public static Gen<WorkerHello> Hellos { get; } =
        from texts in Texts.Two()
        from seed in Bits.Two()
        from rates in Doubles.ArrayOf(5)
        from assemblies in Texts.ArrayOf()
        from beat in Bits
        from process in Numbers
        select new WorkerHello(
            texts.Item1,
            new RolloutSetting(texts.Item2, ((ulong)(uint)seed.Item1 << 32) | (uint)seed.Item2, new FaultRates(rates[0], rates[1], rates[2], rates[3], rates[4])),
            assemblies,
            new TimeSpan(beat),
            process);

    /// <summary>Holds a property against 200 values, always the same ones.</summary>
    public static void ForAll<T>(Gen<T> values, Action<T> property) => Fuzz.ForAll(values, property);
}
