using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Tests;

/// <summary>A view shows the memory that it was made of; in debug builds nobody gets past its ends.</summary>
public sealed class NativeViewTests
{
    [Fact]
    public void A_slice_is_the_same_memory()
    {
        using var buffer = new NativeBuffer(12);
        buffer.View.Rows(1, 2, width: 4)[5] = 7;
        Assert.Equal(7, buffer.Span[9]);
        Assert.Equal(8, buffer.View.Rows(1, 2, width: 4).Length);
        Assert.Equal(0, buffer.Slice(12, 0).Length);
    }

    [Fact]
    public void No_memory_is_told_from_none_of_some()
    {
        using var buffer = new NativeBuffer(3);
        Assert.True(default(NativeView).IsNone);
        Assert.False(buffer.Slice(3, 0).IsNone);
    }

    [Fact]
    public void A_view_of_a_pinned_array_is_the_array()
    {
        var pinned = GC.AllocateArray<float>(4, pinned: true);
        NativeView.OfPinned(pinned)[2] = 5;
        Assert.Equal([0, 0, 5, 0], pinned);
    }

#if DEBUG
    [Fact]
    public void What_lies_outside_is_caught()
    {
        using var buffer = new NativeBuffer(8);
        Assert.ThrowsAny<Exception>(() => buffer.Slice(3, 6));
        Assert.ThrowsAny<Exception>(() => buffer.Slice(-1, 2));
        Assert.ThrowsAny<Exception>(() => buffer.View[8]);
        Assert.ThrowsAny<Exception>(() => AwacAkka.Numerics.Kernels.ElementwiseKernels.AddBias(buffer.View, buffer.View, rows: 3, width: 3));
        Assert.ThrowsAny<Exception>(() => AwacAkka.Numerics.Kernels.Blas.Multiply(3, 3, 2, buffer.View, buffer.View, buffer.View));
    }
#endif
}
