namespace AwacAkka.Samples.Tests.Documentation;

public class LinkTests
{
    [Fact]
    public void Every_relative_link_leads_to_a_file_and_its_heading()
    {
        string[] broken = [.. Page.All.SelectMany(page => page.Links.Where(link => !Resolves(page, link.Text)).Select(link => $"{link.Place}: {link.Text}"))];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Every_page_under_docs_is_in_the_index_of_the_readme_or_of_a_page_that_is()
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(["README.md"]);
        while (next.TryDequeue(out var path))
        {
            if (reached.Add(path) && Page.All.FirstOrDefault(page => page.Path == path) is { } page)
            {
                page.Links.Select(link => Target(page, link.Text).File).OfType<string>().ToList().ForEach(next.Enqueue);
            }
        }

        Assert.Empty(Repository.Pages.Except(reached));
    }

    [Theory]
    [InlineData("docs/absent.md", false)]
    [InlineData("README.md#absent", false)]
    [InlineData("README.md#install", true)]
    [InlineData("docs", true)]
    [InlineData("https://example.org/absent", true)]
    public void What_is_not_there_is_found(string link, bool resolves) => Assert.Equal(resolves, Resolves(new Page("README.md"), link));

    private static bool Resolves(Page page, string link)
    {
        var (file, anchor) = Target(page, link);
        return file is null
            || (Path.Exists(Repository.In(file)) && (anchor is null || new Page(file).Anchors.Contains(anchor)));
    }

    /// <summary>Where a link leads to in the repository; nowhere where it leads elsewhere.</summary>
    private static (string? File, string? Anchor) Target(Page page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return (null, null);
        }

        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var target = path.Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, path);
        return (Path.GetRelativePath(Repository.Root, Repository.In(target)), anchor);
    }
}
