using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
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

    private static readonly Gen<EpisodeSummary> Episodes = from total in Doubles
                                                           from length in Bits
                                                           select new EpisodeSummary(total, length);

    public static Gen<SlotState> SlotStates { get; } =
        from numbers in Numbers.ArrayOf(4)
        from total in Doubles
        from length in Bits
        from environment in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf()
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

    /// <summary>Holds a property against 200 values, always the same ones.</summary>
    public static void ForAll<T>(Gen<T> values, Action<T> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new FsCheck.Replay(new Rnd(15, 1), null)), Prop.ForAll(values.ToArbitrary(), property));
}
