using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AwacAkka.Randomness.Tests;

public class AddressedRandomTests
{
    /// <summary>Random123's kat_vectors for philox4x32, 10 rounds.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_yields_the_published_known_answers(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3) =>
        Assert.Equal(new PhiloxBlock(r0, r1, r2, r3), Philox.Block(new PhiloxBlock(c0, c1, c2, c3), k0, k1));

    /// <summary>Quantiles printed by Wichura's paper and standard tables, to 15 digits.</summary>
    [Theory]
    [InlineData(0.25, -0.674489750196081743)]
    [InlineData(0.001, -3.09023230616781354)]
    [InlineData(1e-20, -9.26234008979840757)]
    [InlineData(0.975, 1.95996398454005423)]
    public void Normal_quantiles_are_right_to_fifteen_digits(double p, double expected) =>
        Assert.Equal(expected, NormalQuantile.Of(p), Math.Abs(expected) * 1e-14);

    [Fact]
    public void Same_address_same_numbers_whatever_was_drawn_before()
    {
        var first = new AddressedRandom(7, DrawPurpose.Explore, 5, 2);
        var other = new AddressedRandom(7, DrawPurpose.Explore, 6, 2);
        other.NextUInt64();
        var again = new AddressedRandom(7, DrawPurpose.Explore, 5, 2);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(first.NextUInt32(), again.NextUInt32());
        }
    }

    [Fact]
    public void Every_part_of_the_address_changes_the_numbers()
    {
        ulong Draw(ulong seed, DrawPurpose purpose, uint major, uint minor) => AddressedRandom.DeriveSeed(seed, purpose, major, minor);
        ulong[] draws =
        [
            Draw(1, DrawPurpose.Batch, 0, 0), Draw(2, DrawPurpose.Batch, 0, 0), Draw(1UL << 32, DrawPurpose.Batch, 0, 0),
            Draw(1, DrawPurpose.Explore, 0, 0), Draw(1, DrawPurpose.Batch, 1, 0), Draw(1, DrawPurpose.Batch, 0, 1),
        ];
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }

    [Fact]
    public void Normals_have_unit_moments_and_indices_are_uniform()
    {
        var random = new AddressedRandom(3, DrawPurpose.NextAction);
        var normals = new float[200_000];
        random.FillNormal(normals);
        Assert.Equal(0, normals.Average(x => (double)x), 0.01);
        Assert.Equal(1, normals.Average(x => (double)x * x), 0.01);
        Assert.Equal(3, normals.Average(x => (double)x * x * x * x), 0.1);

        var indices = new int[100_000];
        random.FillIndices(indices, 10);
        Assert.All(indices.CountBy(i => i), bin => Assert.Equal(10_000, bin.Value, 400.0));
        Assert.Equal(10, indices.Distinct().Count());
    }

    /// <summary>Runs of every version draw the same numbers: digests of the first version's, which computed one number at a time.</summary>
    [Fact]
    public void Normals_are_those_that_runs_have_always_drawn()
    {
        var random = new AddressedRandom(20261122, DrawPurpose.NextAction, 3, 1);
        var normals = new float[1_000_003];
        random.NextUInt32();
        random.FillNormal(normals.AsSpan(0, 6));
        random.FillNormal(normals.AsSpan(6, 21));
        random.FillNormal(normals.AsSpan(27));
        Assert.Equal("d1acb39edfb70144f1fd42cacc569450cb1edc4540353bfe22b2d36fd1dd0f77", Digest<float>(normals));
        Assert.Equal(2082209973u, random.NextUInt32());

        var quantiles = new double[200_000]; // down to 2^-900, which no 32 bits reach
        for (var i = 0; i < quantiles.Length / 2; i++)
        {
            var p = Math.ScaleB(1 + i / 100_000.0, -1 - i % 900);
            quantiles[2 * i] = NormalQuantile.Of(p);
            quantiles[2 * i + 1] = NormalQuantile.Of(i % 900 < 52 ? 1 - p : (i + 0.5) / 100_000);
        }

        Assert.Equal("228e505438516719d019164961cb9c42c2fb07c830146917dc7614b4d328f4ec", Digest<double>(quantiles));
    }

    [Fact]
    public void Four_blocks_at_a_time_are_the_blocks_one_by_one()
    {
        var counter = new PhiloxBlock(uint.MaxValue - 1, 5, 6, 7); // the first word wraps around within the four
        Span<uint> words = stackalloc uint[Philox.WordsAtATime];
        Philox.FourBlocks(counter, 8, 9, words);
        for (var i = 0; i < 4; i++)
        {
            var block = Philox.Block(counter with { X0 = counter.X0 + (uint)i }, 8, 9);
            Assert.Equal(block, new PhiloxBlock(words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]));
        }
    }

    private static string Digest<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(numbers)));
}
