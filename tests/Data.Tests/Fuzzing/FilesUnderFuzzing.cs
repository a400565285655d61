using System.Buffers.Binary;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Policies;
using AwacAkka.Tests.Shared.Fuzzing;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Data.Tests.Fuzzing;

/// <summary>Whatever the bytes: a value whose numbers are all finite, or one sentence.</summary>
public sealed class FilesUnderFuzzing : IDisposable
{
    private const int Few = 150, Many = 10_000;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-fuzz").FullName;

    /// <summary>A reader's name and what it reads when nothing is changed.</summary>
    public static TheoryData<string> Kinds => [.. Inputs.Keys];

    private static Dictionary<string, Func<Gen<byte[]>>> Inputs => new()
    {
        ["npz"] = () => Gen.OneOf(Fuzz.Changed(Fixture("numpy-stored.npz")), Fuzz.Changed(Fixture("numpy-deflated.npz"))),
        ["npz, arrays changed and packed anew"] = PackedArrays,
        ["hdf5"] = () => Fuzz.Changed(Fixture("h5py-d4rl.hdf5")),
        ["minari"] = () => Fuzz.Changed(Fixture("h5py-minari/data/main_data.hdf5")),
        ["pickle"] = () => Gen.OneOf(Enumerable.Range(1, 5).Select(p => Fuzz.Changed(Fixture($"pickle-dapg-protocol{p}.pickle")))),
        ["pickle in npy"] = () => Fuzz.Changed(Fixture("pickle-rlkit.npy")),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_dataset_is_read_or_refused(string kind) => AssertDatasets(kind, Few);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Kinds))]
    public void A_dataset_is_read_or_refused_many_times(string kind) => AssertDatasets(kind, Many);

    [Fact]
    public void A_policy_is_read_or_refused() => AssertPolicies(Few);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void A_policy_is_read_or_refused_many_times() => AssertPolicies(Many);

    private static byte[] Fixture(string name) => File.ReadAllBytes(NpzTests.Path(name));

    /// <summary>Behind the archive's checksums, which would keep changed arrays from being looked at.</summary>
    private static Gen<byte[]> PackedArrays()
    {
        var arrays = new Dictionary<string, byte[]>();
        using (var archive = new System.IO.Compression.ZipArchive(new MemoryStream(Fixture("numpy-stored.npz"))))
        {
            foreach (var entry in archive.Entries)
            {
                using var from = entry.Open();
                using var to = new MemoryStream();
                from.CopyTo(to);
                arrays[entry.FullName] = to.ToArray();
            }
        }

        return from name in Gen.Elements<string>(arrays.Keys)
               from changed in Fuzz.Changed(arrays[name])
               select Pack(arrays.ToDictionary(a => a.Key, a => a.Key == name ? changed : a.Value));
    }

    private static byte[] Pack(Dictionary<string, byte[]> entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private void AssertDatasets(string kind, int count)
    {
        var path = Path.Combine(folder, "data");
        Fuzz.Answers(Inputs[kind](), count, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                var rows = DatasetFile.Load(path).Transitions;
                rows.Validate();
                Assert.All((float[][])[rows.Observations, rows.Actions, rows.Rewards, rows.NextObservations], column => Assert.All(column, x => Assert.True(float.IsFinite(x))));
            }
            catch (DatasetException refused)
            {
                AssertSentence(refused);
            }
        });
    }

    private static void AssertPolicies(int count)
    {
        var tensors = new Dictionary<string, StateTensor>
        {
            ["policy.0.weight"] = new([4, 3], new float[12]),
            ["policy.0.bias"] = new([4], new float[4]),
            ["policy.1.weight"] = new([2, 4], new float[8]),
            ["policy.1.bias"] = new([2], new float[2]),
            ["std"] = new([2], [1, 1]),
        };
        var file = new PolicySnapshot(PolicyHead.Gaussian, true, tensors).ToSafetensors();
        Fuzz.Answers(Gen.OneOf(Fuzz.Changed(file), WithChangedHeader(file)), count, bytes =>
        {
            try
            {
                var network = new PolicyNetwork(PolicySnapshot.FromSafetensors(bytes));
                var action = new float[network.ActionDimension];
                network.ActMean(new double[network.ObservationDimension], action);
            }
            catch (InvalidDataException refused)
            {
                AssertSentence(refused);
            }

            try
            {
                Assert.All(Safetensors.Read(bytes).Tensors, t => Assert.True(t.Value.Data.All(float.IsFinite)));
            }
            catch (InvalidDataException refused)
            {
                AssertSentence(refused);
            }
        });
    }

    /// <summary>The header's length is set to what the changed header has, so that its JSON is looked at.</summary>
    private static Gen<byte[]> WithChangedHeader(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return from header in Fuzz.Changed(file[8..(8 + length)])
               select (byte[])[.. BitConverter.GetBytes((long)header.Length), .. header, .. file[(8 + length)..]];
    }

    /// <summary>It may quote the file, whose line breaks the command line shows as codes.</summary>
    private static void AssertSentence(Exception refused) => Assert.True(refused.Message.Length > 10, refused.Message);
}
