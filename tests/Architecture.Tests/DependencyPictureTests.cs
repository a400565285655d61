namespace AwacAkka.Architecture.Tests;

/// <summary>Draws the dependencies, of this build or, where <c>AWAC_ASSEMBLIES</c> names a folder, of the assemblies in it.</summary>
public sealed class DependencyPictureTests
{
    private const string Folder = "AWAC_ASSEMBLIES";

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void The_picture_is_drawn()
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        var types = folder is null ? Dependencies.Types : Dependencies.TypesOf(folder);
        var dependencies = Dependencies.Of(types);
        IReadOnlyList<string> order = folder is null ? Layers.BottomUp : [.. types.Select(type => type.Namespace!).Distinct().Order(StringComparer.Ordinal)];
        var file = Path.Combine(SourceFiles.Root, "docs", folder is null ? "dependencies.svg" : "dependencies-before.svg");
        File.WriteAllText(file, DependencyPicture.Draw(order, dependencies));
    }
}
