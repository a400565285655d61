namespace AwacAkka.Architecture.Tests;

/// <summary>Dependencies point one way, between projects and between the folders of each.</summary>
public sealed class LayerTests
{
    [Fact]
    public void A_namespace_refers_only_to_those_below_it()
    {
        var upward = Dependencies.All()
            .Where(found => Place(found.To) > Place(found.From))
            .Select(found => $"{found.From} refers to {found.To}, which is above it: {found.Example}, {found.Count} in all");
        Assert.True(!upward.Any(), string.Join('\n', upward));
    }

    [Fact]
    public void Every_namespace_has_its_place_and_every_place_a_namespace() =>
        Assert.Equal(Layers.BottomUp.Order(), Dependencies.Types.Select(type => type.Namespace!).Distinct().Order());

    [Fact]
    public void A_reference_against_the_order_would_be_found()
    {
        var found = Dependencies.All();
        Assert.Contains(found, d => (d.From, d.To) == ("AwacAkka.Cli.Commands", "AwacAkka.Actors.Storage")); // by a call
        Assert.Contains(found, d => (d.From, d.To) == ("AwacAkka.Learning.Algorithms.Sac", "AwacAkka.Learning.Training")); // by a base class
        Assert.Contains(found, d => (d.From, d.To) == ("AwacAkka.Collecting", "AwacAkka.Data.Transitions")); // by a field of a record
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = SourceFiles.All.Where(file => file.Namespace is { } name && name != file.Expected).Select(file => $"{file.Path} is in {file.Namespace}");
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void A_file_imports_only_what_is_below_it()
    {
        var upward =
            from file in SourceFiles.All
            where file.Namespace is not null
            from import in file.Imports
            where Place(import) > Place(file.Namespace!)
            select $"{file.Path} imports {import}";
        Assert.True(!upward.Any(), string.Join('\n', upward));
    }

    private static int Place(string name) => Layers.BottomUp.ToList().IndexOf(name);
}
