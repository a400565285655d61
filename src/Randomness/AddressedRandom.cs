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
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)NormalQuantile.Of((NextUInt32() + 0.5) * (1.0 / 4294967296.0));
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
}
