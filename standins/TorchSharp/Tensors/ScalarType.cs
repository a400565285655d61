namespace TorchSharp;

public static partial class torch
{
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType int64 = ScalarType.Int64;

    /// <summary>Element types, numbered as in libtorch.</summary>
    public enum ScalarType
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
    }

    internal static class ScalarTypes
    {
        internal static ScalarType Of<T>()
            where T : struct =>
            default(T) switch
            {
                float => ScalarType.Float32,
                double => ScalarType.Float64,
                long => ScalarType.Int64,
                int => ScalarType.Int32,
                short => ScalarType.Int16,
                sbyte => ScalarType.Int8,
                byte => ScalarType.Byte,
                bool => ScalarType.Bool,
                _ => throw new ArgumentException($"a tensor cannot hold {typeof(T).Name}"),
            };
    }
}
