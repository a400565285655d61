using System.Text.RegularExpressions;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>A block of code in a page.</summary>
/// <param name="Place">Page and line, for messages.</param>
/// <param name="Info">What follows the backquotes: the language, <c>run</c> where the block is a program to run, and the file that it must equal.</param>
/// <param name="Text">The lines.</param>
internal sealed record Fence(string Place, string Info, string Text)
{
    private const string RunMark = "run";

    /// <summary>What it is written in.</summary>
    public string Language => Info.Split(' ')[0];

    /// <summary>Whether it is a program to run.</summary>
    public bool Runs => Marks.Contains(RunMark);

    /// <summary>The file that it must equal, relative to the repository's root; null for none.</summary>
    public string? File => Marks.FirstOrDefault(mark => mark != RunMark);

    private string[] Marks => Info.Split(' ')[1..];
}

/// <summary>A piece of a page's text.</summary>
/// <param name="Place">Page and line, for messages.</param>
/// <param name="Text">The piece.</param>
internal sealed record Span(string Place, string Text);

/// <summary>A page of Markdown, taken apart.</summary>
internal sealed partial class Page
{
    private const string Backquotes = "```";
    private readonly List<Fence> fences = [];
    private readonly List<Span> prose = [];

    /// <summary>Reads a page.</summary>
    /// <param name="path">Relative to the repository's root.</param>
    public Page(string path)
    {
        (Path, string[] lines) = (path, File.ReadAllLines(Repository.In(path)));
        for (var i = 0; i < lines.Length; i++)
        {
            var opening = lines[i].TrimStart();
            if (!opening.StartsWith(Backquotes, StringComparison.Ordinal))
            {
                prose.Add(new Span($"{path}:{i + 1}", lines[i]));
                continue;
            }

            var start = i + 1;
            for (i = start; i < lines.Length && lines[i].Trim() != Backquotes; i++)
            {
            }

            var text = string.Join('\n', lines[start..i]) + "\n";
            fences.Add(new Fence($"{path}:{start}", opening[Backquotes.Length..].Trim(), text));
        }
    }

    /// <summary>Relative to the repository's root.</summary>
    public string Path { get; }

    /// <summary>All pages.</summary>
    public static IReadOnlyList<Page> All { get; } = [.. Repository.Pages.Select(path => new Page(path))];

    /// <summary>Its blocks of code.</summary>
    public IReadOnlyList<Fence> Fences => fences;

    /// <summary>Its lines outside of them.</summary>
    public IReadOnlyList<Span> Prose => prose;

    /// <summary>What stands between single backquotes, and lines of code that are indented instead of fenced.</summary>
    public IEnumerable<Span> InlineCode => prose.SelectMany(line => line.Text.StartsWith("    ", StringComparison.Ordinal)
        ? [line with { Text = line.Text.Trim() }]
        : Backquoted().Matches(line.Text).Select(match => line with { Text = match.Groups[1].Value }));

    /// <summary>Targets of links and pictures.</summary>
    public IEnumerable<Span> Links => prose.SelectMany(line => Link().Matches(line.Text).Select(match => line with { Text = match.Groups[1].Value }));

    /// <summary>The names by which links reach its headings, as GitHub makes them.</summary>
    public IReadOnlyList<string> Anchors =>
    [
        .. prose.Where(line => line.Text.StartsWith('#'))
            .Select(line => NoAnchor().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-')),
    ];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backquoted();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
