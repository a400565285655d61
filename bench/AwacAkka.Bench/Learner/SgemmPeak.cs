using System.Diagnostics;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Bench.Learner;

/// <summary>
/// What the two cores can do at most: OpenBLAS's single precision product of square matrices, large enough that nothing but the
/// multiply-adds counts and small enough for the caches, on both cores at a time.
/// </summary>
internal sealed class SgemmPeak : IContender, IDisposable
{
    private const int Size = 768;
    private readonly Lanes lanes = new(2);
    private readonly NativeBuffer[][] operands = [Operands(), Operands()];

    /// <summary>Floating-point operations of one round of both threads.</summary>
    public const double Operations = 2 * 2.0 * Size * Size * Size;

    /// <inheritdoc />
    public string Setting => "sgemm peak";

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        lanes.Run(2, half =>
        {
            var (a, b, c) = (operands[half][0], operands[half][1], operands[half][2]);
            for (var i = 0; i < count; i++)
            {
                Blas.MultiplyTransposed(Size, Size, Size, a.View, b.View, c.View);
            }
        });
        return clock.Elapsed.TotalSeconds;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lanes.Dispose();
        foreach (var operand in operands.SelectMany(o => o))
        {
            operand.Dispose();
        }
    }

    private static NativeBuffer[] Operands()
    {
        NativeBuffer[] made = [new(Size * Size), new(Size * Size), new(Size * Size)];
        made[0].Span.Fill(0.5f);
        made[1].Span.Fill(0.25f);
        return made;
    }
}
