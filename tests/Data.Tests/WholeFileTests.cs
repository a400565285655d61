using AwacAkka.Data.Files;

namespace AwacAkka.Data.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-whole").FullName;

    private string Target => Path.Combine(folder, "file");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_replaces_the_one_before_and_nothing_else_is_left(bool durable)
    {
        File.WriteAllText(Target, "something longer");
        File.WriteAllText(Target + WholeFile.PartialEnding, "of a process that was killed, longer still");
        WholeFile.Write(Target, "new"u8.ToArray(), durable);
        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void What_fails_half_way_leaves_the_file_before_and_no_half()
    {
        File.WriteAllText(Target, "old");
        Assert.Throws<IOException>(() => WholeFile.Make(
            Target,
            partial =>
            {
                File.WriteAllText(partial, "ha");
                throw new IOException("the disk is gone");
            },
            overwrite: true));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_file_that_must_be_new_does_not_replace_another()
    {
        File.WriteAllText(Target, "old");
        Assert.Throws<IOException>(() => WholeFile.Make(Target, partial => File.WriteAllText(partial, "new"), overwrite: false));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    /// <summary>/proc is one that flushes no folders, and a folder that is gone cannot be opened: what was written is there all the same.</summary>
    [Theory]
    [InlineData("/proc/self/status")]
    [InlineData("/nowhere/at/all/file")]
    [InlineData("relative")]
    [InlineData("folder/")]
    public void A_file_system_that_flushes_no_folders_is_no_failure(string path) => Assert.Null(Record.Exception(() => FolderEntries.Flush(path)));
}
