using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>Values that tell all that they were made from.</summary>
internal static class Digests
{
    private const ulong Prime = 1_099_511_628_211, Basis = 14_695_981_039_346_656_037;

    /// <summary>A digest of anything, FNV-1a of its text.</summary>
    public static string Of(params object[] values) => Hash(string.Join('|', values)).ToString("x16");

    /// <summary>The return of a policy with that digest.</summary>
    public static double Return(string policy) => Hash(policy) >> 11;

    /// <summary>What a stream yields with a policy.</summary>
    public static TransitionChunk Chunk(int steps, string policy, int round, SlotState start)
    {
        var chunk = TransitionChunk.Allocate(steps, 1, 1);
        for (var i = 0; i < steps; i++)
        {
            chunk.Rewards[i] = Hash($"{policy}|{round}|{start.Address}|{start.Step + i}") >> 40; // 24 bits, as a float holds
        }

        return chunk;
    }

    private static ulong Hash(string text) => text.Aggregate(Basis, (hash, c) => unchecked((hash ^ c) * Prime));
}
