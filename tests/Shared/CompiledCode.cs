using System.Reflection.Emit;

namespace AwacAkka.Tests.Shared;

/// <summary>The instructions of compiled code.</summary>
internal static class CompiledCode
{
    private static readonly Dictionary<ushort, OpCode> Codes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    /// <summary>Each instruction's operation and the place of its operand.</summary>
    public static IEnumerable<(OpCode Operation, int Operand)> Instructions(byte[] code)
    {
        for (var i = 0; i < code.Length;)
        {
            var operation = Codes[code[i] == 0xFE ? BitConverter.ToUInt16([code[i + 1], 0xFE]) : code[i]];
            i += operation.Size;
            yield return (operation, i);
            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }
}
