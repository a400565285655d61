using AwacAkka.Data.Files;

namespace AwacAkka.Data.Tests;

public sealed class NewOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-output").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_name_that_is_taken_is_refused_and_what_its_holder_makes_is_untouched()
    {
        using (var holder = NewOutput.Claim(In("new")))
        {
            Assert.Contains("is being made by another process", Refused(() => NewOutput.Claim(In("new"))));
            Assert.Contains("is being made by another process", Refused(() => NewOutput.Replace(In("new"))));
            holder.WriteFile(stream => stream.Write("whole"u8));
        }

        Assert.Equal("whole", File.ReadAllText(In("new")));
        Assert.Equal([In("new")], Directory.GetFileSystemEntries(folder));
        Assert.Contains("exists already", Refused(() => NewOutput.Claim(In("new"))));
    }

    [Fact]
    public void A_name_that_was_not_used_is_free_again_and_one_of_a_killed_process_is_taken_over_from_its_beginning()
    {
        NewOutput.Claim(In("new")).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        File.WriteAllText(In("new.partial"), "half of something long");
        using (var output = NewOutput.Claim(In("new")))
        {
            output.WriteFile(stream => stream.Write("whole"u8));
        }

        Assert.Equal("whole", File.ReadAllText(In("new")));
    }

    [Fact]
    public void What_another_program_has_put_there_in_the_meantime_is_kept()
    {
        using (var output = NewOutput.Claim(In("new")))
        {
            File.WriteAllText(In("new"), "another's");
            Assert.Contains("cannot be written", Refused(() => output.WriteFile(stream => stream.Write("mine"u8))));
        }

        Assert.Equal("another's", File.ReadAllText(In("new")));
        Assert.Equal([In("new")], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Folders_that_are_missing_are_made_and_removed_again_where_nothing_comes_to_lie_in_them()
    {
        NewOutput.Claim(In("a/b/new")).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.CreateDirectory(In("a"));
        using (NewOutput.Claim(In("a/b/c/new")))
        {
            File.WriteAllText(In("a/b/other"), "another's");
        }

        Assert.Equal([In("a/b/other")], Directory.GetFileSystemEntries(In("a/b")));
        using (var output = NewOutput.Replace(In("d/new")))
        {
            output.WriteFile(stream => stream.Write("whole"u8));
        }

        Assert.Equal("whole", File.ReadAllText(In("d/new")));
        Assert.Contains("cannot be written", Refused(() => NewOutput.Claim(In("d/new/x"))));
    }

    [Fact]
    public void A_file_is_the_same_by_name_and_by_handle_until_it_is_replaced()
    {
        File.WriteAllText(In("one"), "1");
        using var open = File.OpenRead(In("one"));
        var first = FileIdentity.Of(In("one"));
        Assert.NotNull(first);
        Assert.Equal(first, FileIdentity.Of(open.SafeFileHandle));
        File.WriteAllText(In("two"), "2");
        Assert.NotEqual(first, FileIdentity.Of(In("two")));
        File.Move(In("two"), In("one"), overwrite: true);
        Assert.NotEqual(first, FileIdentity.Of(In("one")));
        Assert.Equal(first, FileIdentity.Of(open.SafeFileHandle));
        File.Delete(In("one"));
        Assert.Null(FileIdentity.Of(In("one")));
    }

    private static string Refused(Func<NewOutput> claim) => Assert.Throws<DatasetException>(() => claim().Dispose()).Message;

    private static string Refused(Action write) => Assert.Throws<DatasetException>(write).Message;

    private string In(string name) => Path.Combine(folder, name);
}
