using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Cli.Tests.Reporting;

public sealed class RunFolderTests : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("awac-folder").FullName;

    public void Dispose() => Directory.Delete(parent, recursive: true);

    [Fact]
    public void A_new_folder_records_configuration_seed_and_data()
    {
        var config = new RunConfig { Dataset = new DatasetSection("/data.npz") };
        var folder = RunFolder.Create(Path.Combine(parent, "run"), config, 42, "cafe");
        var text = File.ReadAllText(folder.Config);
        Assert.StartsWith($"# seed 42\n# configuration sha256 {config.Hash()}\n# dataset sha256 cafe\n", text);
        Assert.Equal(config.ToHocon(), RunConfigLoader.Load(RunFolder.Open(folder.FullPath).Config, []).ToHocon());
    }

    [Fact]
    public void Old_checkpoints_of_the_same_phase_go_and_others_stay()
    {
        var folder = RunFolder.Create(Path.Combine(parent, "run"), new RunConfig(), 1, null);
        foreach (var round in new[] { 9, 19, 100 })
        {
            File.WriteAllText(folder.Checkpoint(RunPhase.Online, round), "");
            File.WriteAllText(folder.Checkpoint(RunPhase.Offline, round), "");
        }

        folder.PruneCheckpoints(RunPhase.Online, 2, needed: null);
        Assert.False(File.Exists(folder.Checkpoint(RunPhase.Online, 9)));
        Assert.True(File.Exists(folder.Checkpoint(RunPhase.Online, 19)));
        Assert.Equal(3, Directory.GetFiles(folder.Checkpoints, "1-offline-*").Length);
    }

    /// <summary>Names have six digits: by name the millionth would come before the one that it follows.</summary>
    [Fact]
    public void Checkpoints_go_by_their_round_also_where_it_has_seven_digits()
    {
        var folder = RunFolder.Create(Path.Combine(parent, "run"), new RunConfig(), 1, null);
        foreach (var round in new[] { 999_991, 999_999, 1_000_003 })
        {
            File.WriteAllText(folder.Checkpoint(RunPhase.Online, round), "");
        }

        File.WriteAllText(folder.Checkpoint(RunPhase.Online, 999_995) + ".partial", "");
        File.WriteAllText(folder.Checkpoint(RunPhase.Online, 1_000_007) + ".partial", "");
        Assert.Equal(999_999, folder.PruneCheckpoints(RunPhase.Online, 1, needed: 1_000_002));
        Assert.Equal(
            ["2-online-1000003.safetensors", "2-online-1000007.safetensors.partial", "2-online-999999.safetensors"],
            Directory.GetFiles(folder.Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1_000_003, folder.PruneCheckpoints(RunPhase.Online, 1, needed: null));
    }

    [Fact]
    public void The_first_free_name_is_numbered()
    {
        var wanted = Path.Combine(parent, "run");
        Assert.Equal(wanted, RunFolder.FirstFree(wanted));
        Directory.CreateDirectory(wanted);
        Directory.CreateDirectory(wanted + "-2");
        Assert.Equal(wanted + "-3", RunFolder.FirstFree(wanted));
    }
}
