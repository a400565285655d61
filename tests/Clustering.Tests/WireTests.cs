using System.Text;
using Akka.Actor;
using Akka.Serialization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Wire;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Clustering.Tests;

/// <summary>What comes over the network makes messages of this program and nothing else.</summary>
public sealed class WireTests
{
    public static TheoryData<WireMessage> Messages =>
    [
        new WorkersWanted(new RolloutTerms(
            "run", "Pendulum-v1", ulong.MaxValue, new FaultRates(0.1, 0.2, 0.3, 0.4, 0.5), Isolation.Process, 3, TimeSpan.FromSeconds(1.5), TimeSpan.FromMinutes(1),
            new RolloutArithmetic("2.3.3", new string('a', 64)))),
        new WorkersOffered(7),
        new WorkersRefused("no"),
        new PolicyPart("digest", new BlobPart(1, 3, [1, 2, 3])),
        new PolicyWanted("digest"),
        new RunJob(long.MaxValue, JobKind.Episode, "", [9, 8]),
        new CancelJob(4),
        new ResultPart(5, 0.25, new BlobPart(0, 1, [])),
        new PartReceived(6),
        new JobFailedThere(7, "it broke: \u00e4"),
        new WorkersLeave([1, 2, long.MinValue]),
        new RunLeaves(),
        new LookAtRun("sweep-seed1"),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_as_it_was_sent(WireMessage message)
    {
        var back = WireCodec.Decode(WireCodec.Encode(message), WireCodec.ManifestOf(message));

        Assert.Equivalent(message, back, strict: true);
    }

    [Fact]
    public void Every_kind_of_message_is_among_them() => Assert.Equal(
        typeof(WireMessage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(WireMessage))).Select(t => t.Name).Order(),
        Messages.Select(row => row.Data.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Messages))]
    public void Bytes_that_are_cut_lengthened_or_flipped_end_in_one_exception(WireMessage message)
    {
        var (bytes, manifest) = (WireCodec.Encode(message), WireCodec.ManifestOf(message));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => WireCodec.Decode(bytes[..length], manifest));
        }

        Assert.Throws<InvalidDataException>(() => WireCodec.Decode([.. bytes, 0], manifest));
        var random = new Random(1);
        for (var i = 0; i < 200 && bytes.Length > 0; i++)
        {
            var other = bytes.ToArray();
            other[random.Next(other.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                WireCodec.Decode(other, manifest); // another value of the same message is fine
            }
            catch (InvalidDataException)
            {
                // and so is the one exception that there is
            }
        }
    }

    [Fact]
    public async Task No_type_that_a_message_names_is_ever_made()
    {
        await using var cluster = new InProcessCluster();
        var system = (ExtendedActorSystem)await cluster.AddNodeAsync([NodeRole.Rollout]);
        var hostile = Encoding.UTF8.GetBytes($$"""{"$type":"{{typeof(Detonator).AssemblyQualifiedName}}","Path":"x"}""");

        Assert.ThrowsAny<Exception>(() => system.Serialization.Deserialize(hostile, RefusingSerializer.Number, typeof(Detonator).AssemblyQualifiedName));
        Assert.ThrowsAny<Exception>(() => system.Serialization.Deserialize(hostile, RefusingSerializer.Number, string.Empty));
        Assert.ThrowsAny<Exception>(() => system.Serialization.FindSerializerFor(new Detonator()).ToBinary(new Detonator()));
        Assert.False(Detonator.WentOff);
        Assert.DoesNotContain(
            system.Serialization.GetType().GetFields(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)
                .Select(field => field.GetValue(system.Serialization)).OfType<IDictionary<int, Serializer>>().SelectMany(all => all.Values),
            serializer => serializer is NewtonSoftJsonSerializer);
    }

    [Fact]
    public void Parts_make_the_whole_again_and_a_first_part_begins_anew()
    {
        var whole = new byte[3 * BlobPart.Size + 17];
        new Random(3).NextBytes(whole);
        var parts = BlobPart.Split(whole);
        var arriving = new BlobParts();

        Assert.Equal(4, parts.Count);
        Assert.Null(arriving.Add(parts[0]));
        Assert.Null(arriving.Add(parts[2])); // one was lost
        Assert.Null(arriving.Add(parts[0]));
        Assert.Null(arriving.Add(parts[1]));
        Assert.Null(arriving.Add(parts[2]));
        Assert.Equal(whole, arriving.Add(parts[3]));
        Assert.Equal([], Assert.Single(BlobPart.Split([])).Bytes);
    }

    private sealed class Detonator
    {
        public static bool WentOff { get; private set; }

        public string Path
        {
            get => "x";
            set => WentOff = value.Length > 0;
        }
    }
}
