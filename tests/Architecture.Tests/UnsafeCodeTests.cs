using System.Text.RegularExpressions;

namespace AwacAkka.Architecture.Tests;

/// <summary>Code on plain addresses has one home, where lengths are asserted in debug builds.</summary>
public sealed partial class UnsafeCodeTests
{
    private const string Home = "src/Numerics/";

    /// <summary>The binding to MuJoCo reads structures through the pointers that the library hands out.</summary>
    private static readonly string[] Bindings =
    [
        "src/Environments/MuJoCo/MuJoCoModel.cs",
        "src/Environments/MuJoCo/MuJoCoSimulation.cs",
        "src/Environments/MuJoCo/NativeMethods.cs",
    ];

    [Fact]
    public void The_keyword_unsafe_is_written_in_Numerics_and_in_the_binding_to_MuJoCo_alone() => Assert.Equal(
        Bindings,
        SourceFiles.All.Where(file => IsUnsafe(file) && !file.Path.StartsWith(Home, StringComparison.Ordinal)).Select(file => file.Path).Order());

    [Fact]
    public void The_keyword_would_be_found() =>
        Assert.Contains(SourceFiles.All, file => file.Path == "src/Numerics/Memory/NativeView.cs" && IsUnsafe(file));

    private static bool IsUnsafe(SourceFile file) => Keyword().IsMatch(Comment().Replace(file.Text, ""));

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Keyword();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
