using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AwacAkka.Bench.Replay;

/// <summary>As many bytes as transitions have, every column in one piece of memory.</summary>
internal sealed unsafe class FlatColumns : IDisposable
{
    private readonly nint[] columns;

    /// <summary>Allocates and touches them.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="widths">Bytes per row of each column.</param>
    public FlatColumns(int count, int[] widths)
    {
        (Count, Widths) = (count, widths);
        columns = Array.ConvertAll(widths, width => (nint)NativeMemory.Alloc((nuint)count, (nuint)width));
        for (var column = 0; column < columns.Length; column++)
        {
            for (var row = 0; row < count; row++)
            {
                Rows(column, row, 1).Fill((byte)row);
            }
        }
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Bytes per row of each column.</summary>
    public int[] Widths { get; }

    /// <summary>Consecutive rows of a column.</summary>
    public Span<byte> Rows(int column, int first, int count)
    {
        var width = Widths[column];
        return new Span<byte>((void*)(columns[column] + ((nint)first * width)), count * width);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var column in columns)
        {
            NativeMemory.Free((void*)column);
        }
    }
}

/// <summary>Copies rows from random places, the same that the buffer gathers.</summary>
internal sealed class RandomCopy(string setting, FlatColumns source, int[] draws, int batch) : IContender
{
    private readonly byte[][] targets = Array.ConvertAll(source.Widths, width => new byte[batch * width]);
    private int next;

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            for (var column = 0; column < targets.Length; column++)
            {
                var width = source.Widths[column];
                for (var row = 0; row < batch; row++)
                {
                    source.Rows(column, draws[next + row], 1).CopyTo(targets[column].AsSpan(row * width));
                }
            }

            next = (next + batch) % draws.Length;
        }

        return clock.Elapsed.TotalSeconds;
    }
}

/// <summary>Copies the first column from its beginning to its end, a batch's bytes at a time.</summary>
internal sealed class SequentialCopy(FlatColumns source, int batch) : IContender
{
    private readonly byte[] target = new byte[batch * source.Widths[0]];
    private int next;

    /// <inheritdoc />
    public string Setting => "in sequence";

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            next = next + batch > source.Count ? 0 : next;
            source.Rows(0, next, batch).CopyTo(target);
            next += batch;
        }

        return clock.Elapsed.TotalSeconds;
    }
}
