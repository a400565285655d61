using System.Runtime.Intrinsics;

namespace AwacAkka.Randomness;

/// <summary>
/// The random numbers of one address (seed, purpose, major, minor). The same address always yields the same numbers, on every
/// machine and in whatever order addresses are visited; that is what lets a slot or an update be computed again after a failure.
/// </summary>
/// <remarks>Only integer and IEEE double arithmetic without fused operations, no libm: the bits do not depend on the platform.</remarks>
public struct AddressedRandom
{
    private readonly uint key0;
    private readonly uint key1;
    private readonly uint purpose;
    private readonly uint major;
    private readonly uint minor;
    private PhiloxBlock block;
    private uint blockNumber;
    private int used;

    /// <summary>Opens the address; <paramref name="major"/> is an update, step or episode, <paramref name="minor"/> a slot or network.</summary>
    public AddressedRandom(ulong seed, DrawPurpose purpose, uint major = 0, uint minor = 0)
    {
        key0 = (uint)seed;
        key1 = (uint)(seed >> 32);
        this.purpose = (uint)purpose;
        this.major = major;
        this.minor = minor;
        used = 4;
    }

    /// <summary>A 64-bit seed derived from an address, for a stream of its own such as one episode.</summary>
    public static ulong DeriveSeed(ulong seed, DrawPurpose purpose, uint major, uint minor) =>
        new AddressedRandom(seed, purpose, major, minor).NextUInt64();

    /// <summary>The next 32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (used == 4)
        {
            block = Philox.Block(new PhiloxBlock(blockNumber++, minor, major, purpose), key0, key1);
            used = 0;
        }

        return used++ switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 };
    }

    /// <summary>The next 64 uniform bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform on the open interval (0, 1), on a grid of 2^-53 shifted by half a step.</summary>
    public double NextDouble() => ((NextUInt64() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Uniform on (low, high).</summary>
    public double NextUniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Standard normal.</summary>
    public double NextNormal() => NormalQuantile.Of(NextDouble());

    /// <summary>Standard normals from 32 bits each, enough for single precision noise (largest magnitude 6.3).</summary>
    public void FillNormal(Span<float> destination)
    {
        Span<uint> bits = stackalloc uint[Philox.WordsAtATime];
        Span<float> normals = stackalloc float[Philox.WordsAtATime];
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, bits.Length);
            Fill(bits[..count]);
            ToNormals(bits, normals);
            normals[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }

    /// <summary>Uniform on (low, high).</summary>
    public void FillUniform(Span<float> destination, float low, float high)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)NextUniform(low, high);
        }
    }

    /// <summary>Uniform integers in [0, bound), with replacement; the bias of the multiply-shift is below bound / 2^64.</summary>
    public void FillIndices(Span<int> destination, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
        }
    }

    /// <summary>The next uniform bits; a whole group of blocks at a time where it begins with a block.</summary>
    private void Fill(Span<uint> bits)
    {
        if (used == 4 && bits.Length == Philox.WordsAtATime)
        {
            Philox.FourBlocks(new PhiloxBlock(blockNumber, minor, major, purpose), key0, key1, bits);
            blockNumber += 4;
            return;
        }

        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = NextUInt32();
        }
    }

    /// <summary>Quantiles of (bits + 1/2) / 2^32, eight by eight.</summary>
    private static void ToNormals(ReadOnlySpan<uint> bits, Span<float> normals)
    {
        for (var i = 0; i < bits.Length; i += Vector256<uint>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(bits[i..]));
            Vector256.Narrow(NormalQuantile.Of(ToUniform(lower)), NormalQuantile.Of(ToUniform(upper))).CopyTo(normals[i..]);
        }
    }

    private static Vector256<double> ToUniform(Vector256<ulong> bits)
    {
        // Below 2^52 an integer in the last bits of 2^52 is that much above it: an exact conversion that AVX2 has no instruction for.
        const ulong ExponentOf2To52 = 0x4330000000000000;
        var whole = (bits | Vector256.Create(ExponentOf2To52)).AsDouble() - Vector256.Create(4503599627370496.0);
        return (whole + Vector256.Create(0.5)) * (1.0 / 4294967296.0);
    }
}
