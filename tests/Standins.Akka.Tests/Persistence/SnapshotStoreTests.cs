using Akka.Actor;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

public class MemorySnapshotStoreTests : SnapshotStoreSpecification
{
    protected override string Settings => "";
}

public class LocalSnapshotStoreTests : SnapshotStoreSpecification
{
    private string Snapshots => Path.Combine(Folder, "snapshots");

    protected override string Settings => $$"""
        akka.persistence.snapshot-store {
          plugin = "akka.persistence.snapshot-store.local"
          local.dir = "{{Snapshots}}"
        }
        """;

    [Fact]
    public async Task Snapshots_outlive_the_system()
    {
        await Save("a", 1);
        await RestartSystem();

        Assert.Equal("a-1", await Load("a", SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_for_an_older_one()
    {
        await Save("a", 1);
        await Save("a", 2);
        var newest = Directory.GetFiles(Snapshots).Single(f => Path.GetFileName(f).StartsWith("snapshot-a-2-", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(newest, (await File.ReadAllBytesAsync(newest))[..10]);

        Assert.Equal("a-1", await Load("a", SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task An_object_without_serializer_fails_the_save_and_leaves_no_file()
    {
        var probe = NewProbe();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("a", 1), new Unwritable("x")), probe.Ref);

        Assert.Contains("cannot be written", (await probe.Expect<SaveSnapshotFailure>()).Cause.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Snapshots));
    }
}

public class SqlSnapshotStoreTests : SnapshotStoreSpecification
{
    protected override string Settings => SqlSettings;

    [Fact]
    public async Task Snapshots_outlive_the_system()
    {
        await Save("a", 1);
        await RestartSystem();

        Assert.Equal("a-1", await Load("a", SnapshotSelectionCriteria.Latest));
    }
}
