using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AwacAkka.Data.Formats.Pickles;

/// <summary>
/// Python's pickle format, protocols 0 to 5, as far as plain values and NumPy's arrays need it. Nothing is executed: a pickle names
/// functions to call, and those that make an array are done here, by name; any other is refused.
/// </summary>
/// <remarks>
/// The format is a program for a machine with a stack and a memo (CPython's <c>pickletools</c> describes each instruction). Its values are
/// here: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>byte[]</c>,
/// <see cref="PickledList"/> for lists, <c>object?[]</c> for tuples, <see cref="PickledDictionary"/>, <see cref="PickledArray"/>.
/// </remarks>
/// <param name="bytes">The pickle, from its beginning; what stands behind its end is not read.</param>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes)
{
    private static readonly object Mark = new();
    private readonly List<object?> stack = [];
    private readonly Dictionary<int, object?> memo = [];
    private int position;

    private ReadOnlySpan<byte> Span => bytes.Span;

    /// <summary>The value that the pickle makes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or wants more than plain values and arrays; a clause says what.</exception>
    public object? Read()
    {
        while (Take(1)[0] is var code && code != '.')
        {
            if (!TryLiteral(code) && !TryContainer(code))
            {
                Other(code);
            }
        }

        return stack.Count == 1 ? stack[0] : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("it is a pickle that is damaged or cut");

    private bool TryLiteral(byte code)
    {
        switch (code)
        {
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'I': Push(Line() switch { "00" => false, "01" => true, var text => Number(text) }); break;
            case (byte)'L': Push(Number(Line().TrimEnd('L'))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'K': Push((long)Take(1)[0]); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 0x8a: Push(Long(Take(1)[0])); break;
            case 0x8b: Push(Long(Length(4))); break;
            case (byte)'F': Push(double.TryParse(Line(), CultureInfo.InvariantCulture, out var real) ? real : throw Damaged()); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'S': Push(Quoted(Line())); break;
            case (byte)'V': Push(Line()); break;
            case (byte)'U': Push(Encoding.Latin1.GetString(Take(Take(1)[0]))); break; // Python 2's strings may be bytes: see PickledArray
            case (byte)'T': Push(Encoding.Latin1.GetString(Take(Length(4)))); break;
            case 0x8c: Push(Encoding.UTF8.GetString(Take(Take(1)[0]))); break;
            case (byte)'X': Push(Encoding.UTF8.GetString(Take(Length(4)))); break;
            case 0x8d: Push(Encoding.UTF8.GetString(Take(Length(8)))); break;
            case (byte)'C': Push(Take(Take(1)[0]).ToArray()); break;
            case (byte)'B': Push(Take(Length(4)).ToArray()); break;
            case 0x8e or 0x96: Push(Take(Length(8)).ToArray()); break;
            default: return false;
        }

        return true;
    }

    private bool TryContainer(byte code)
    {
        switch (code)
        {
            case (byte)'(': Push(Mark); break;
            case (byte)']': Push(new PickledList()); break;
            case (byte)'l': Push(new PickledList(PopToMark())); break;
            case (byte)'a': { var item = Pop(); Top<PickledList>().Add(item); break; }
            case (byte)'e': { var items = PopToMark(); Top<PickledList>().AddRange(items); break; }
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85 or 0x86 or 0x87: Push(Pop(code - 0x84)); break;
            case (byte)'}': Push(new PickledDictionary()); break;
            case (byte)'d': { var items = PopToMark(); Push(new PickledDictionary()); Set(items); break; }
            case (byte)'s': Set(Pop(2)); break;
            case (byte)'u': Set(PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private void Other(byte code)
    {
        switch (code)
        {
            case 0x80: Take(1); break; // protocol; what it has new is known by its instructions
            case 0x95: Take(8); break; // frame
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': Push(Top()); break;
            case (byte)'p': memo[Index(Line())] = Top(); break;
            case (byte)'q': memo[Take(1)[0]] = Top(); break;
            case (byte)'r': memo[Length(4)] = Top(); break;
            case 0x94: memo[memo.Count] = Top(); break;
            case (byte)'g': Push(Remembered(Index(Line()))); break;
            case (byte)'h': Push(Remembered(Take(1)[0])); break;
            case (byte)'j': Push(Remembered(Length(4))); break;
            case (byte)'c': Push(PickledName.Of(Line(), Line())); break;
            case 0x93: { var names = Pop(2); Push(PickledName.Of(names[0] as string, names[1] as string)); break; }
            case (byte)'R' or 0x81: { var call = Pop(2); Push(PickledName.Call(call[0], call[1] as object?[] ?? throw Damaged())); break; }
            case (byte)'b': { var state = Pop(); Top<IPickledState>().SetState(state as object?[] ?? throw Damaged()); break; }
            default: throw new InvalidDataException($"it is a pickle with the instruction 0x{code:x2}, which plain arrays do not need");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - position)
        {
            throw Damaged();
        }

        position += count;
        return Span.Slice(position - count, count);
    }

    private string Line()
    {
        var length = Span[position..].IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(Take(length)); // -1, no end, is refused there
        Take(1);
        return line;
    }

    private int Length(int size)
    {
        var length = size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= int.MaxValue ? (int)length : throw Damaged();
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Damaged();

    private static int Index(string text) => Number(text) is >= 0 and <= int.MaxValue and var index ? (int)index : throw Damaged();

    private long Long(int length)
    {
        var digits = Take(length);
        var value = digits.Length > 0 && digits[^1] >= 0x80 ? -1L : 0;
        if (digits.Length > sizeof(long))
        {
            throw new InvalidDataException("it is a pickle with a whole number of more than 64 bits");
        }

        for (var i = digits.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        return value;
    }

    /// <summary>Protocol 0's strings are Python literals; those with escapes are not what names and arrays are made of.</summary>
    private static string Quoted(string line) => line.Length >= 2 && line[0] == line[^1] && !line.Contains('\\') ? line[1..^1]
        : throw new InvalidDataException("it is a pickle of protocol 0 with escaped text; write it again with pickle.dump(..., protocol=4)");

    private void Push(object? value) => stack.Add(value);

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count)
    {
        if (stack.Count < count || stack.LastIndexOf(Mark, stack.Count - 1, count) >= 0)
        {
            throw Damaged();
        }

        return PopFrom(stack.Count - count);
    }

    private object?[] PopToMark()
    {
        var mark = stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw Damaged();
        }

        var values = PopFrom(mark + 1);
        stack.RemoveAt(mark);
        return values;
    }

    private object?[] PopFrom(int start)
    {
        var values = stack.GetRange(start, stack.Count - start).ToArray();
        stack.RemoveRange(start, values.Length);
        return values;
    }

    private object? Top() => stack.Count > 0 && !ReferenceEquals(stack[^1], Mark) ? stack[^1] : throw Damaged();

    private T Top<T>() => Top() is T value ? value : throw Damaged();

    private object? Remembered(int index) => memo.TryGetValue(index, out var value) ? value : throw Damaged();

    private void Set(object?[] items)
    {
        var dictionary = Top<PickledDictionary>();
        for (var i = 0; i < items.Length; i += 2)
        {
            if (i + 1 == items.Length)
            {
                throw Damaged();
            }

            if (items[i] is string key) // others are no names of arrays
            {
                dictionary[key] = items[i + 1];
            }
        }
    }
}
