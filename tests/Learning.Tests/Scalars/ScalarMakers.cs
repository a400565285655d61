using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace AwacAkka.Learning.Tests.Scalars;

/// <summary>
/// The methods of TorchSharp that make a <see cref="Scalar"/> inside, found in their compiled code: those that convert a number, and
/// those that call one that does. A new version of TorchSharp brings its own list.
/// </summary>
internal sealed class ScalarMakers
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Assembly TorchSharp = typeof(Scalar).Assembly;

    private readonly HashSet<int> tokens;

    public ScalarMakers()
    {
        var methods = TorchSharp.GetTypes()
            .SelectMany(type => type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
            .ToArray();
        var converters = methods.Where(IsConverter).Select(method => method.MetadataToken).ToHashSet();
        var calls = methods.Where(method => !IsConverter(method)).ToDictionary(method => method.MetadataToken, Calls);
        tokens = [.. calls.Where(caller => caller.Value.Overlaps(converters)).Select(caller => caller.Key)];
        for (var known = 0; known < tokens.Count;)
        {
            known = tokens.Count;
            tokens.UnionWith([.. calls.Where(caller => caller.Value.Overlaps(tokens)).Select(caller => caller.Key)]);
        }
    }

    /// <summary>Whether the method of this metadata token is one. A call of a virtual method is not followed to its overrides.</summary>
    public bool Contains(int metadataToken) => tokens.Contains(metadataToken);

    private static bool IsConverter(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "ToScalar" } made && made.ReturnType == typeof(Scalar);

    /// <summary>Tokens of the methods that a method calls or makes a delegate of.</summary>
    private static HashSet<int> Calls(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        return
        [
            .. CompiledCode.Instructions(code)
                .Where(instruction => instruction.Operation.OperandType is OperandType.InlineMethod)
                .Select(instruction => Definition(method, BitConverter.ToInt32(code, instruction.Operand))),
        ];
    }

    private static int Definition(MethodBase caller, int token)
    {
        var types = caller.DeclaringType!.GetGenericArguments();
        var called = caller.Module.ResolveMethod(token, types, caller.IsGenericMethod ? caller.GetGenericArguments() : null)!;
        return called.Module == caller.Module ? called.MetadataToken : 0; // 0 names no method
    }
}
