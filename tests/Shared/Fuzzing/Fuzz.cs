using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Tests.Shared.Fuzzing;

/// <summary>Inputs that are almost right, and what must hold of the answer to any: it comes, and its cost is bounded.</summary>
public static class Fuzz
{
    private const long AllocationLimit = 300_000_000;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60); // bounds a hang, not a pace
    private static readonly byte[] Telling = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, (byte)' ', (byte)'"', (byte)'{', (byte)'}', (byte)','];
    private static readonly long[] TellingNumbers = [0, -1, 1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1 << 16, 1L << 32, 1L << 40];

    /// <summary>Puts inputs to a reader, always the same ones, and writes down the one that it answers wrongly.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="answer">Reads one; throws where the answer is not what a user should get.</param>
    public static void Answers(Gen<byte[]> inputs, int count, Action<byte[]> answer) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new FsCheck.Replay(new Rnd(16, 1), null)),
        Prop.ForAll(inputs.ToArbitrary(), input => Answer(input, answer)));

    /// <summary>Holds a property against 200 values, always the same ones.</summary>
    public static void ForAll<T>(Gen<T> values, Action<T> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new FsCheck.Replay(new Rnd(15, 1), null)), Prop.ForAll(values.ToArbitrary(), property));

    /// <summary>A right input with one to six changes: bits turned, numbers set to what often overflows, pieces cut out, doubled or moved.</summary>
    public static Gen<byte[]> Changed(byte[] right) =>
        from changes in Gen.Choose(1, 6)
        from places in Gen.Choose(0, int.MaxValue).ArrayOf(4 * changes)
        select Enumerable.Range(0, changes).Aggregate(right, (bytes, i) => Change(bytes, places.AsSpan(4 * i, 4)));

    private static byte[] Change(byte[] bytes, ReadOnlySpan<int> drawn)
    {
        if (bytes.Length == 0)
        {
            return [(byte)drawn[0]];
        }

        var (at, length) = (drawn[1] % bytes.Length, 1 + drawn[2] % Math.Min(64, bytes.Length));
        var end = Math.Min(bytes.Length, at + length);
        var copy = bytes.ToArray();
        switch (drawn[0] % 8)
        {
            case 0:
                copy[at] ^= (byte)(1 << (drawn[2] % 8));
                return copy;
            case 1:
                copy[at] = Telling[drawn[2] % Telling.Length];
                return copy;
            case 2 when at + sizeof(long) <= bytes.Length:
                BinaryPrimitives.WriteInt64LittleEndian(copy.AsSpan(at), TellingNumbers[drawn[2] % TellingNumbers.Length]);
                return copy;
            case 3 when at + sizeof(int) <= bytes.Length:
                BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(at), (int)TellingNumbers[drawn[2] % TellingNumbers.Length]);
                return copy;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. bytes[end..]];
            case 6:
                return [.. bytes[..end], .. bytes[at..end], .. bytes[end..]];
            default:
                return [.. bytes[..at], .. bytes.AsSpan(drawn[3] % bytes.Length)[..Math.Min(length, bytes.Length - drawn[3] % bytes.Length)], .. bytes[at..]];
        }
    }

    private static void Answer(byte[] input, Action<byte[]> answer)
    {
        try
        {
            long allocated = 0;
            var thread = Task.Factory.StartNew(
                () =>
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    answer(input);
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (!((IAsyncResult)thread).AsyncWaitHandle.WaitOne(TimeLimit))
            {
                throw new TimeoutException($"no answer within {TimeLimit}");
            }

            thread.GetAwaiter().GetResult();
            if (allocated > AllocationLimit + 50L * input.Length)
            {
                throw new InvalidOperationException($"{allocated} bytes were allocated for {input.Length}");
            }
        }
        catch (Exception e)
        {
            var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():n}");
            File.WriteAllBytes(path, input);
            throw new InvalidOperationException($"the input '{path}': {e}", e);
        }
    }
}
