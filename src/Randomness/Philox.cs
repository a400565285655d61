using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Randomness;

/// <summary>
/// Philox 4x32-10, a counter-based generator: 128 counter bits and 64 key bits in, 128 random bits out, no state.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011); held to Random123's known-answer vectors.
/// </summary>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Words that <see cref="FourBlocks"/> yields.</summary>
    public const int WordsAtATime = 16;

    /// <summary>Encrypts one counter block under a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxBlock Block(PhiloxBlock counter, uint key0, uint key1)
    {
        var (x0, x1, x2, x3) = (counter.X0, counter.X1, counter.X2, counter.X3);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            x0 = (uint)(product1 >> 32) ^ x1 ^ key0;
            x1 = (uint)product1;
            x2 = (uint)(product0 >> 32) ^ x3 ^ key1;
            x3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new PhiloxBlock(x0, x1, x2, x3);
    }

    /// <summary>Encrypts the four blocks whose first words are <paramref name="counter"/>'s and the three after it, side by side.</summary>
    /// <param name="counter">The first block; its first word wraps around.</param>
    /// <param name="key0">The key's lower word.</param>
    /// <param name="key1">The key's upper word.</param>
    /// <param name="words">16 words, block after block.</param>
    public static void FourBlocks(PhiloxBlock counter, uint key0, uint key1, Span<uint> words)
    {
        // A lane is a block. Words lie in the lower half of 64 bits; what products leave in the upper half, the next product ignores.
        var x0 = Vector256.Create((ulong)counter.X0, counter.X0 + 1, counter.X0 + 2, counter.X0 + 3);
        var (x1, x2, x3) = (Vector256.Create((ulong)counter.X1), Vector256.Create((ulong)counter.X2), Vector256.Create((ulong)counter.X3));
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = MultiplyLower(x0, Multiplier0);
            var product1 = MultiplyLower(x2, Multiplier1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector256.Create((ulong)key0);
            x1 = product1;
            x2 = (product0 >>> 32) ^ x3 ^ Vector256.Create((ulong)key1);
            x3 = product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        var lower = (x0 & LowerHalf) | (x1 << 32);
        var upper = (x2 & LowerHalf) | (x3 << 32);
        var pairs = MemoryMarshal.Cast<uint, ulong>(words[..WordsAtATime]);
        for (var lane = 0; lane < 4; lane++)
        {
            (pairs[2 * lane], pairs[2 * lane + 1]) = (lower[lane], upper[lane]);
        }
    }

    private static Vector256<ulong> LowerHalf => Vector256.Create((ulong)uint.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyLower(Vector256<ulong> x, uint factor) => Avx2.IsSupported
        ? Avx2.Multiply(x.AsUInt32(), Vector256.Create((ulong)factor).AsUInt32())
        : (x & LowerHalf) * factor;
}

/// <summary>Four 32-bit words: a Philox counter or the random bits made from it.</summary>
public readonly record struct PhiloxBlock(uint X0, uint X1, uint X2, uint X3);
