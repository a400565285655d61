using System.Diagnostics;
using AwacAkka.Cli.Tests;
using AwacAkka.Data.Survey;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>The C# in the pages compiles against the assemblies that were built, and does what it is there for.</summary>
[Trait("Category", "Run")]
public sealed class CodeTests : CommandLineHarness
{
    private const string CSharp = "csharp";
    private const string ShownTwice = "CS0436"; // a type of a sample's file that is also in the sample's assembly

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; "
        + "global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static TheoryData<string> Blocks => [.. Fences.Select(fence => fence.Place)];

    private static IEnumerable<Fence> Fences => Page.All.SelectMany(page => page.Fences).Where(fence => fence.Language == CSharp);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_of_code_compiles_and_runs_where_it_is_marked(string place)
    {
        var fence = Fences.Single(fence => fence.Place == place);
        var program = In("snippet.dll");
        Assert.Empty(Compile(fence, program));
        if (fence.Runs)
        {
            Execute(program);
        }
    }

    [Fact]
    public void A_block_that_names_a_file_is_that_file()
    {
        var shown = Page.All.SelectMany(page => page.Fences.Where(fence => fence.File is not null).Select(fence => (page.Path, Fence: fence))).ToArray();
        Assert.Contains(shown, block => block.Path == "README.md");
        foreach (var (page, fence) in shown)
        {
            var text = File.ReadAllText(Repository.In(fence.File!));
            if (Repository.WritesPages)
            {
                File.WriteAllText(Repository.In(page), File.ReadAllText(Repository.In(page)).Replace($"{fence.Info}\n{fence.Text}", $"{fence.Info}\n{text}", StringComparison.Ordinal));
            }
            else
            {
                Assert.True(text == fence.Text, $"{fence.Place} is not {fence.File}: run this test with {Repository.WritePages} to make the block anew");
            }
        }
    }

    [Fact]
    public void Code_that_does_not_compile_is_found() =>
        Assert.Contains("CS0103", Assert.Single(Compile(new Fence("a test:1", CSharp, "Console.WriteLine(absent);"), In("snippet.dll"))), StringComparison.Ordinal);

    private static IReadOnlyList<string> Compile(Fence fence, string program)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var code = CSharpSyntaxTree.ParseText(fence.Text, options, fence.Place);
        var isProgram = code.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "snippet", [CSharpSyntaxTree.ParseText(Usings, options), code], References,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var output = File.Create(program);
        return
        [
            .. compilation.Emit(output).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != ShownTwice)
                .Select(diagnostic => $"{fence.Place}: {diagnostic}"),
        ];
    }

    /// <summary>Runs a program on the assemblies beside this one, in a folder that holds a log of random actions.</summary>
    private void Execute(string program)
    {
        DatasetFile.Save(In("pendulum.npz"), RandomActions.OnPendulum());
        string[] arguments =
        [
            "exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "Samples.Tests.runtimeconfig.json"),
            "--depsfile", Path.Combine(AppContext.BaseDirectory, "Samples.Tests.deps.json"), program,
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, string.Empty), (process.ExitCode, error.Result));
        Assert.NotEmpty(output);
    }
}
