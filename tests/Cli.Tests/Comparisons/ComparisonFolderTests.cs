using System.IO.Pipes;
using System.Text;
using AwacAkka.Cli.Comparisons;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>A folder belongs to one comparison.</summary>
[Trait("Category", "Run")]
public sealed class ComparisonFolderTests : ComparisonHarness
{
    private const string Figure2 =
        """
        name = small
        seeds = 1
        intervals = false
        entries = [awac]
        config = tiny.conf
        """;

    [Fact]
    public async Task Another_comparison_does_not_take_a_folder_over()
    {
        Write("tiny.conf", TinyPendulum);
        var unnamed = Write("first.conf", One.Replace("name = one", "", StringComparison.Ordinal)); // has the file's name
        new ComparisonFolder(In("out")).Take("first", File.ReadAllText(unnamed)).Dispose();
        await RefuseAsync("holds the comparison 'first', and this one is 'one': name another folder with --out, or set name = first", Order(One));
        await RefuseAsync("holds the comparison 'first', and this one is 'small'", "reproduce", "figure2", "--out", In("out"), "--config", Write("small.conf", Figure2));

        Assert.Equal(0, (await RunAsync(Order(One.Replace("name = one", "name = first", StringComparison.Ordinal)))).Code);
        Assert.Equal(0, (await RunAsync("compare", "--config", unnamed, "--out", In("out"))).Code);
        Assert.StartsWith("# comparison first\n\nseeds = 1", File.ReadAllText(In("out/compare.conf")), StringComparison.Ordinal);
    }

    /// <summary>As a shell's <c>&lt;(...)</c>, which can be read once.</summary>
    [Fact]
    public async Task A_comparison_that_comes_through_a_pipe_is_kept_as_any_other()
    {
        var text = One.Replace("tiny.conf", Write("tiny.conf", TinyPendulum), StringComparison.Ordinal);
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = writer.ClientSafePipeHandle;
        writer.Write(Encoding.UTF8.GetBytes(text));
        writer.Dispose();
        await CompareFileAsync($"/proc/self/fd/{reader.DangerousGetHandle()}", Stopped);
        Assert.Equal($"# comparison one\n{text}", File.ReadAllText(In("out/compare.conf")));
    }

    private string[] Order(string text) => ["compare", "--config", Write("comparison.conf", text), "--out", In("out")];
}
