using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AwacAkka.Learning.Tests.Scalars;

/// <summary>
/// Finds where a <c>TorchSharp.Scalar</c> may be freed while libtorch reads it: one that no <c>using</c> variable and no field holds,
/// and a call of what makes one inside.
/// </summary>
internal static class ScalarRule
{
    private const string Fix =
        "the number may be freed while libtorch reads it: use TensorArithmetic, or hold the Scalar in a 'using' variable or a field";

    private static readonly ScalarMakers Makers = new();

    /// <summary>What this process runs on, but for the project's own assemblies, whose sources are compiled.</summary>
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("AwacAkka", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>The project's sources in one compilation. Outside Learning they lack their packages, which the rule does not need.</summary>
    public static CSharpCompilation Sources()
    {
        var root = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../src"));
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(root, file).Split('/').Any(folder => folder is "obj" or "bin"));
        return Compilation([.. files.Select(file => (File.ReadAllText(file), Path.GetRelativePath(root, file)))]);
    }

    /// <summary>A compilation of these texts.</summary>
    public static CSharpCompilation Compilation(params (string Text, string Path)[] files)
    {
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; "
            + "global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        return CSharpCompilation.Create(
            "sources",
            files.Prepend((Usings, "Usings.cs")).Select(
                file => CSharpSyntaxTree.ParseText(file.Item1, new CSharpParseOptions(LanguageVersion.Latest), file.Item2)),
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Violations in one file, each a sentence.</summary>
    public static IEnumerable<string> Violations(CSharpCompilation compilation, SyntaxTree file)
    {
        var model = compilation.GetSemanticModel(file);
        var found =
            from node in file.GetRoot().DescendantNodes()
            let operation = model.GetOperation(node)
            where operation is not null && operation.Syntax == node
            from violation in Violations(operation)
            let line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1
            select $"src/{file.FilePath}:{line}: '{node}' {violation}; {Fix}";
        return found.Distinct();
    }

    private static IEnumerable<string> Violations(IOperation operation)
    {
        // A conversion shares its syntax with the number that it converts, of which the model yields the inner one.
        for (IOperation? outer = operation; outer?.Syntax == operation.Syntax; outer = outer.Parent)
        {
            if (Called(outer) is not { } method)
            {
                continue;
            }

            if (IsScalar(method.ReturnType) && method.Name is "op_Implicit" or "ToScalar")
            {
                if (!IsHeld(outer))
                {
                    yield return "is a temporary Scalar";
                }
            }
            else if (method.ContainingAssembly.Name == "TorchSharp" && Makers.Contains(method.OriginalDefinition.MetadataToken))
            {
                yield return $"makes a Scalar inside ({method.ContainingType.Name}.{method.Name})";
            }
        }
    }

    private static IMethodSymbol? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IConversionOperation conversion => conversion.OperatorMethod,
        IBinaryOperation binary => binary.OperatorMethod,
        IUnaryOperation unary => unary.OperatorMethod,
        ICompoundAssignmentOperation assignment => assignment.OperatorMethod,
        IIncrementOrDecrementOperation step => step.OperatorMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation reference => reference.Method,
        IPropertyReferenceOperation reference => reference.Property.GetMethod,
        _ => null,
    };

    private static bool IsHeld(IOperation made) => made.Parent switch
    {
        IFieldInitializerOperation => true,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation } => true,
        IVariableInitializerOperation { Parent.Parent.Parent: IUsingDeclarationOperation } => true,
        IVariableInitializerOperation { Parent.Parent.Parent.Parent: IUsingDeclarationOperation } => true,
        _ => false,
    };

    private static bool IsScalar(ITypeSymbol type) => type is { Name: "Scalar", ContainingNamespace.Name: "TorchSharp" };

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
