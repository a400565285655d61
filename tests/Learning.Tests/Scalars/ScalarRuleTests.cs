using Microsoft.CodeAnalysis;

namespace AwacAkka.Learning.Tests.Scalars;

/// <summary>No number is freed while libtorch reads it: the rule for all code on TorchSharp, and that it finds what breaks it.</summary>
[Trait("Category", "Long")]
public sealed class ScalarRuleTests
{
    [Fact]
    public void No_code_on_TorchSharp_lets_go_of_a_number_that_libtorch_reads()
    {
        var sources = ScalarRule.Sources();
        SyntaxTree[] onTorchSharp =
            [.. sources.SyntaxTrees.Where(file => file.ToString().Contains("using TorchSharp", StringComparison.Ordinal)
                || file.ToString().Contains("TorchSharp.torch", StringComparison.Ordinal))];
        Assert.Contains(onTorchSharp, file => file.FilePath.EndsWith("TorchAwac.cs", StringComparison.Ordinal));

        // What does not compile is not seen. CS8795: a method whose body a source generator writes.
        Assert.DoesNotContain(
            onTorchSharp.SelectMany(file => sources.GetSemanticModel(file).GetDiagnostics()),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795");

        string[] violations = [.. onTorchSharp.SelectMany(file => ScalarRule.Violations(sources, file))];
        Assert.True(violations.Length == 0, string.Join(Environment.NewLine, violations));
    }

    [Theory]
    [InlineData("x / -2", "makes a Scalar inside (Tensor.op_Division)")]
    [InlineData("x + x", "makes a Scalar inside (Tensor.op_Addition)")]
    [InlineData("x += x", "makes a Scalar inside (Tensor.op_Addition)")]
    [InlineData("1 - x", "makes a Scalar inside (Tensor.op_Subtraction)")]
    [InlineData("x.square()", "makes a Scalar inside (Tensor.square)")]
    [InlineData("nn.functional.softplus(x)", "makes a Scalar inside (functional.softplus)")]
    [InlineData("optim.Adam([(TorchSharp.Modules.Parameter)x]).step()", "makes a Scalar inside (Adam.step)")]
    [InlineData("x.clamp_max(1)", "is a temporary Scalar")]
    [InlineData("x.mul_(0.5f)", "is a temporary Scalar")]
    [InlineData("x.mul(0.5.ToScalar())", "is a temporary Scalar")]
    [InlineData("x.mul(dropped)", "is a temporary Scalar")]
    public void A_number_that_nothing_holds_is_found(string expression, string violation)
    {
        var found = Assert.Single(Violations(expression), message => message.Contains(violation, StringComparison.Ordinal));
        Assert.Matches(@"^src/Snippet\.cs:\d+: .*use TensorArithmetic, or hold the Scalar in a 'using' variable or a field$", found);
    }

    [Theory]
    [InlineData("x * x - x / x")]
    [InlineData("-x")]
    [InlineData("x.mul(held)")]
    [InlineData("x / Field")]
    [InlineData("x.pow(Field).mean()")]
    public void What_holds_its_numbers_is_not(string expression) => Assert.Empty(Violations(expression));

    private static List<string> Violations(string expression)
    {
        var temporary = expression.Contains("dropped", StringComparison.Ordinal) ? "Scalar dropped = 0.5;" : string.Empty;
        var sources = ScalarRule.Compilation(($$"""
            using TorchSharp;
            using static TorchSharp.torch;

            static class Snippet
            {
                private static readonly Scalar Field = 3;

                static object Of(Tensor x)
                {
                    using Scalar held = 2;
                    {{temporary}}
                    return {{expression}};
                }
            }
            """, "Snippet.cs"));
        Assert.DoesNotContain(sources.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return [.. ScalarRule.Violations(sources, sources.SyntaxTrees[1])];
    }
}
