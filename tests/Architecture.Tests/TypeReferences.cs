using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace AwacAkka.Architecture.Tests;

/// <summary>The types that a type refers to: in its bases, members, signatures and compiled code, not in its documentation.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>All types of an assembly that have a namespace of ours, nested and generated ones included.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.Namespace is { } name && name.StartsWith("AwacAkka", StringComparison.Ordinal));

    /// <summary>What <paramref name="type"/> refers to; a type may occur more than once.</summary>
    public static IEnumerable<Type> Of(Type type)
    {
        IEnumerable<Type?> found =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints()),
            .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType),
            .. type.GetFields(Declared).Select(field => field.FieldType),
            .. type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Append(type.TypeInitializer).SelectMany(OfMethod),
        ];
        return found.OfType<Type>().SelectMany(Parts);
    }

    private static IEnumerable<Type?> OfMethod(MethodBase? method)
    {
        if (method is null)
        {
            return [];
        }

        var body = method.GetMethodBody();
        return
        [
            (method as MethodInfo)?.ReturnType,
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. body?.LocalVariables.Select(local => local.LocalType) ?? [],
            .. body?.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType) ?? [],
            .. OfCode(method, body?.GetILAsByteArray() ?? []),
        ];
    }

    private static IEnumerable<Type?> OfCode(MethodBase method, byte[] code) =>
        from instruction in CompiledCode.Instructions(code)
        where instruction.Operation.OperandType
            is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
        from type in OfMember(Resolve(method, BitConverter.ToInt32(code, instruction.Operand)))
        select type;

    private static IEnumerable<Type?> OfMember(MemberInfo? member) => member switch
    {
        Type type => [type],
        MethodInfo called => [called.DeclaringType, .. called.IsGenericMethod ? called.GetGenericArguments() : []],
        _ => [member?.DeclaringType],
    };

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType?.GetGenericArguments(),
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    /// <summary>A constructed type's parts: the element of an array, the arguments of a generic type, and the type itself.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType && !type.IsGenericTypeDefinition
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
}
