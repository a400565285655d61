using System.Text;

namespace AwacAkka.Data.Formats.Pickles;

/// <summary>A function or class that a pickle names; those of plain values are known by name, and all others are refused.</summary>
internal enum PickledName
{
    /// <summary>NumPy's function that makes an empty array, whose state follows.</summary>
    Reconstruct,

    /// <summary>NumPy's class of arrays, as an argument of the former.</summary>
    Array,

    /// <summary>NumPy's function that makes an array from a buffer, from protocol 5 on.</summary>
    FromBuffer,

    /// <summary>NumPy's class of types.</summary>
    Type,

    /// <summary>NumPy's function that makes a single number.</summary>
    Scalar,

    /// <summary>Python's function that protocols up to 2 make bytes of text with.</summary>
    Encode,

    /// <summary>A dictionary.</summary>
    OrderedDictionary,
}

/// <summary>Calls of <see cref="PickledName"/>s.</summary>
internal static class PickledCalls
{
    extension(PickledName)
    {
        /// <summary>What a name stands for.</summary>
        /// <exception cref="InvalidDataException">It is none of a plain value's.</exception>
        public static PickledName Of(string? module, string? name) => (module?.Replace("numpy._core", "numpy.core", StringComparison.Ordinal), name) switch
        {
            ("numpy.core.multiarray", "_reconstruct") => PickledName.Reconstruct,
            ("numpy", "ndarray") => PickledName.Array,
            ("numpy.core.numeric", "_frombuffer") => PickledName.FromBuffer,
            ("numpy", "dtype") => PickledName.Type,
            ("numpy.core.multiarray", "scalar") => PickledName.Scalar,
            ("_codecs", "encode") => PickledName.Encode,
            ("collections", "OrderedDict") => PickledName.OrderedDictionary,
            (null, _) or (_, null) => throw new InvalidDataException("it is a pickle that is damaged: a name in it is no text"),
            _ when !IsName(module) || !IsName(name) => throw new InvalidDataException("it is a pickle that is damaged: a name in it is none"),
            _ => throw new InvalidDataException(
                $"it is a pickle that wants Python's '{module}.{name}', where plain arrays, lists and dictionaries are read; nothing of it was executed"),
        };

        private static bool IsName(string? text) => text is { Length: > 0 and < 200 } && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.');

        /// <summary>The result of a call.</summary>
        /// <exception cref="InvalidDataException">It is none that makes a plain value.</exception>
        public static object Call(object? function, object?[] arguments) => (function, arguments) switch
        {
            (PickledName.Reconstruct, [PickledName.Array, ..]) => new PickledArray(),
            (PickledName.FromBuffer, [byte[] data, PickledType type, object?[] shape, string order]) =>
                new PickledArray(type, shape, order == "F", data),
            (PickledName.Type, [string code, ..]) => new PickledType(code),
            (PickledName.Scalar, [PickledType type, var data]) => (double)type.ToNumbers(PickledArray.Bytes(data), [], columnMajor: false)[0],
            (PickledName.Encode, [string text, ..]) => Encoding.Latin1.GetBytes(text),
            (PickledName.OrderedDictionary, []) => new PickledDictionary(),
            _ => throw new InvalidDataException("it is a pickle with a call that makes no plain array"),
        };
    }
}
