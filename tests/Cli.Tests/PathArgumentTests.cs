using AwacAkka.Actors.Storage;

namespace AwacAkka.Cli.Tests;

/// <summary>A path that is empty, as of a shell's unset variable, or cannot be one, ends every command with a sentence before anything is done.</summary>
public sealed class PathArgumentTests : CommandLineHarness
{
    private static readonly string[] Commands =
    [
        "train --config=@", "train --config=tiny.conf --run=@", "resume @", "verify @", "evaluate @", "replay @ --round=1 --out=dip",
        "replay run --round=1 --out=@", "envs --environment-assembly=@", "dataset info @", "dataset info data.npz --histogram=@",
        "dataset import @ --out=new.npz", "dataset import data.npz --out=@", "dataset export @ --out=new", "dataset export data.npz --out=@",
        "dataset join @ data.npz --out=new.npz", "dataset join data.npz @ --out=new.npz", "dataset join data.npz data.npz --out=@",
        "dataset make --environment=Pendulum-v1 --policy=@ --steps=5 --out=new.npz", "dataset make --from-run=@ --out=new.npz",
        "dataset make --environment=Pendulum-v1 --policy=random --steps=5 --out=@",
        "dataset clone --environment=Pendulum-v1 --demonstrations=@ --out=new.npz",
        "dataset clone --environment=Pendulum-v1 --demonstrations=data.npz --out=@",
        "dataset clone --environment=Pendulum-v1 --demonstrations=data.npz --out=new.npz --policy-out=@",
    ];

    public static TheoryData<string> All => [.. Commands];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_path_that_is_none_is_refused(string command)
    {
        WriteDataset();
        Write("tiny.conf", TinyPendulum);
        await RefuseAsync("is empty, expected the name of a file or folder", Arguments(command, ""));
        await RefuseAsync("is empty, expected the name of a file or folder", Arguments(command, "  "));
        await RefuseAsync("is longer than a file's name can be (255 bytes, with its folders 4095)", Arguments(command, new string('x', 256)));
        await RefuseAsync("holds a character of number 0, which no file's name can", Arguments(command, "a\0b"));
    }

    [Theory]
    [InlineData("dataset.path=  x", null)]
    [InlineData("dataset.path", "\"a\\u0000b\"")]
    [InlineData("environment.assembly", "[\"a\\u0000b\"]")]
    public async Task A_path_of_the_configuration_is_looked_at_in_the_same_way(string key, string? text)
    {
        var config = Write("run.conf", text is null ? TinyPendulum : $"{TinyPendulum}\n{key} = {text}");
        string[] more = text is null ? ["--set", key, "--set", "offline.updates=20"] : [];
        await RefuseAsync(text is null ? "there is no dataset" : key, ["train", "--config", config, "--run", In("run"), .. more]);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_is_refused_before_the_survey()
    {
        var data = WriteDataset();
        await RefuseAsync($"'{data}/returns.svg' cannot be written", "dataset", "info", data, "--histogram", $"{data}/returns.svg");
        await RefuseAsync("is a folder; name a file", "dataset", "info", data, "--histogram", Folder);
    }

    [Fact]
    public async Task A_picture_replaces_an_older_picture_and_nothing_else()
    {
        var data = WriteDataset();
        File.CreateSymbolicLink(In("link.svg"), data);
        var before = File.ReadAllBytes(data);
        foreach (var kept in (string[])[data, In("link.svg"), Write("run.conf", TinyPendulum), Write("empty.svg", "")])
        {
            await RefuseAsync($"'{kept}' exists already and is no SVG picture; name another with --histogram", "dataset", "info", data, "--histogram", kept);
        }

        Assert.Equal(before, File.ReadAllBytes(data));
        Assert.Equal(TinyPendulum, File.ReadAllText(In("run.conf")));
        Assert.Equal(0, (await RunAsync("dataset", "info", data, "--histogram", Write("old.svg", "<svg>old</svg>"))).Code);
        Assert.DoesNotContain("old</svg>", File.ReadAllText(In("old.svg")));
    }

    [Theory]
    [InlineData("--steps=99999999999", "--steps is '99999999999', expected a positive whole number up to 2147483647")]
    [InlineData("--seed=99999999999999999999", "expected a whole number, 0 or more, up to 18446744073709551615")]
    [InlineData("--steps=2147483647", "--steps is 2147483647, but a dataset of Pendulum-v1 can hold 715827863 transitions at most")]
    public Task A_number_beyond_its_range_is_told_the_range(string wrong, string expected) => RefuseAsync(
        expected, [.. ((string[])["dataset", "make", "--environment=Pendulum-v1", "--policy=random", "--steps=5", $"--out={In("new.npz")}"])
            .Select(a => a.Split('=')[0] == wrong.Split('=')[0] ? wrong : a), .. wrong.StartsWith("--seed", StringComparison.Ordinal) ? [wrong] : (string[])[]]);

    [Fact]
    public async Task A_path_with_blanks_is_quoted_in_advice()
    {
        Directory.CreateDirectory(In("my run's"));
        Write("my run's/config.conf", TinyPendulum);
        await RefuseAsync($"continue with: awac resume '{Folder}/my run'\\''s'\n", "evaluate", In("my run's"));
        Assert.Equal("runs/medium-1", ShellWord.Of("runs/medium-1"));
        Assert.Equal("'a b'", ShellWord.Of("a b"));
        Assert.Equal("'$x'", ShellWord.Of("$x"));
        Assert.Equal("''", ShellWord.Of(""));
    }

    private string[] Arguments(string command, string path) =>
    [
        .. command.Split(' ').SelectMany(word => word.Split('=', 2)).Select(word => word switch
        {
            "@" => path,
            "tiny.conf" or "data.npz" or "run" or "new.npz" or "new" or "dip" => In(word),
            _ => word,
        }),
    ];
}
