using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>What a run and its worker processes tell each other arrives as it was said, to the bit.</summary>
public sealed class WorkerCodecProperties
{
    [Fact]
    public void Any_greeting_arrives_as_it_was_said() => Generators.ForAll(Generators.Hellos, hello =>
    {
        var copy = WorkerCodec.DecodeHello(WorkerCodec.Encode(hello));
        Assert.Equal(hello with { Assemblies = [] }, copy with { Assemblies = [] });
        Assert.Equal(hello.Assemblies, copy.Assemblies);
        Assert.Equal(hello.Build, WorkerCodec.DecodeBuild(WorkerCodec.Encode(hello)));
    });

    [Fact]
    public void Any_order_to_run_a_slot_arrives_as_it_was_given() => Generators.ForAll(Generators.Slots, slot =>
    {
        var copy = WorkerCodec.DecodeSlot(WorkerCodec.Encode(slot), slot.Policy);
        Assert.Equal(slot with { Start = copy.Start }, copy);
        Assert.Equal(slot.Start.ToBytes(), copy.Start.ToBytes());
    });

    /// <summary>Ends of episodes by themselves and by their limits among them.</summary>
    [Fact]
    public void Any_result_of_a_slot_arrives_as_it_was_sent() => Generators.ForAll(
        from slot in Generators.Slots
        from stored in Generators.Stored
        from end in Generators.SlotStates
        select (slot, Result: new SlotResult(end, stored.Chunk, stored.Episodes)),
        sent =>
        {
            var bytes = WorkerCodec.Encode(sent.slot, sent.Result);
            var copy = WorkerCodec.DecodeResult(bytes);
            Assert.Equal(sent.Result.Chunk.Terminals, copy.Chunk.Terminals);
            Assert.Equal(sent.Result.Chunk.Timeouts, copy.Chunk.Timeouts);
            Assert.Equal(bytes, WorkerCodec.Encode(sent.slot, copy));
        });

    [Fact]
    public void Any_stretch_of_an_episode_arrives_as_it_was_given() => Generators.ForAll(Generators.EpisodeJobs, job =>
    {
        var copy = WorkerCodec.DecodeEpisode(WorkerCodec.Encode(job), Generators.Policy);
        Assert.Equal(job with { Start = copy.Start }, copy);
        AssertSame(job.Start, copy.Start);
        AssertSame(job.Start, WorkerCodec.DecodeEpisodeState(WorkerCodec.Encode(job.Start)));
    });

    [Fact]
    public void Any_call_under_way_arrives_as_it_was_said() => Generators.ForAll(
        from call in Gen.Elements<EnvironmentCall?>([null, .. Enum.GetValues<EnvironmentCall>().Select(call => (EnvironmentCall?)call)])
        from milliseconds in Gen.Choose(0, int.MaxValue)
        select new CallUnderWay(call, TimeSpan.FromMilliseconds(milliseconds)),
        call => Assert.Equal(call, WorkerCodec.DecodeCall(WorkerCodec.Encode(call))));

    private static void AssertSame(EpisodeState expected, EpisodeState actual)
    {
        Assert.Equal(expected.Environment, actual.Environment);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Return), BitConverter.DoubleToInt64Bits(actual.Return));
        Assert.Equal(expected with { Return = 0, Environment = [] }, actual with { Return = 0, Environment = [] });
    }
}
