using System.Reflection;
using System.Xml.Linq;
using AwacAkka.Tests.Shared.Approval;
using PublicApiGenerator;

namespace AwacAkka.Architecture.Tests;

/// <summary>What users of the libraries can write against is what <c>Approved/</c> shows, one file per assembly.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    /// <summary>Every project of <c>src/</c> that is no program.</summary>
    private static IEnumerable<string> Libraries => Directory.GetFiles(Path.Combine(SourceFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Where(project => XDocument.Load(project).Descendants("OutputType").All(type => type.Value != "Exe"))
        .Select(project => Path.GetFileNameWithoutExtension(project));

    [Fact]
    public void The_public_api_of_every_library_is_the_approved_one() => Approved.Hold(
        Path.Combine(SourceFiles.Root, "tests/Architecture.Tests/Approved"),
        Libraries.ToDictionary(name => name, name => Assembly.Load(name).GeneratePublicApi(Options) + "\n"));
}
