namespace TorchSharp.Tests;

[Collection(nameof(LiveTensors))]
public sealed class DisposeScopeTests
{
    [Fact]
    public void TensorsDieWithTheScopeTheyWereMadeIn()
    {
        torch.Tensor first;
        torch.Tensor second;
        using (var scope = torch.NewDisposeScope())
        {
            first = torch.zeros([2]);
            second = first + 1;
            Assert.Equal(2, scope.DisposablesCount);
            Assert.False(second.IsInvalid);
        }

        Assert.True(first.IsInvalid);
        Assert.True(second.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => second + 1);
    }

    [Fact]
    public void AMovedTensorLivesAsLongAsTheOuterScope()
    {
        torch.Tensor kept;
        using (torch.NewDisposeScope())
        {
            using (torch.NewDisposeScope())
            {
                kept = torch.zeros([2]).MoveToOuterDisposeScope();
            }

            Assert.False(kept.IsInvalid);
        }

        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void ADetachedTensorOutlivesEveryScope()
    {
        torch.Tensor kept;
        using (torch.NewDisposeScope())
        {
            using (torch.NewDisposeScope())
            {
                kept = torch.ones([2]).DetachFromDisposeScope();
            }
        }

        Assert.Equal([1f, 1f], kept.data<float>().ToArray());
        kept.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void AnAttachedTensorDiesWithItsNewScope()
    {
        var tensor = torch.zeros([1]);
        using (var scope = torch.NewDisposeScope())
        {
            scope.Attach(tensor);
            Assert.True(scope.Contains(tensor));
        }

        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void AScopeForgetsWhatWasDisposedBeforeIt()
    {
        using var scope = torch.NewDisposeScope();
        torch.zeros([1]).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void TheInnermostScopeIsTheCurrentOne()
    {
        Assert.Null(torch.CurrentDisposeScope);
        using (var outer = torch.NewDisposeScope())
        {
            using (var inner = torch.NewDisposeScope())
            {
                Assert.Same(inner, torch.CurrentDisposeScope);
            }

            Assert.Same(outer, torch.CurrentDisposeScope);
        }

        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void AScopeThatWasLeftSharesNothingWithTheNext()
    {
        var left = torch.NewDisposeScope();
        var dead = torch.zeros([1]);
        left.Dispose();
        using var next = torch.NewDisposeScope();
        var alive = torch.zeros([1]);

        Assert.Equal((0, 1), (left.DisposablesCount, next.DisposablesCount));
        Assert.False(left.Contains(alive));
        left.Dispose();
        Assert.False(alive.IsInvalid);
        Assert.True(dead.IsInvalid);
    }

    [Fact]
    public void AScopeOwnsNothingThatOtherThreadsMake()
    {
        using var here = torch.zeros([1]);
        torch.Tensor? other = null;
        using (torch.NewDisposeScope())
        {
            var thread = new Thread(() => other = torch.zeros([1]));
            thread.Start();
            thread.Join();
        }

        Assert.False(other!.IsInvalid);
        other.Dispose();
    }

    [Fact]
    public void AScopeClosesWhenAnOperationInItFails()
    {
        torch.Tensor? made = null;
        Assert.ThrowsAny<Exception>(() =>
        {
            using var scope = torch.NewDisposeScope();
            made = torch.zeros([2, 3]);
            made.matmul(made);
        });

        Assert.True(made!.IsInvalid);
        using var outside = torch.zeros([1]);
        using (torch.NewDisposeScope())
        {
        }

        Assert.False(outside.IsInvalid);
    }

    [Fact]
    public void TheCountOfLiveTensorsFollowsScopesAndDisposal()
    {
        var before = LiveTensors.Count();
        using (torch.NewDisposeScope())
        {
            torch.zeros([1]).Dispose();
            for (var i = 0; i < 10; i++)
            {
                torch.zeros([1]);
            }

            Assert.Equal(before + 10, torch.Tensor.TotalCount);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
        Assert.True(torch.Tensor.PeakCount >= before + 10);
    }
}

/// <summary>Tests that count live tensors of the whole process; nothing else may run beside them.</summary>
[CollectionDefinition(nameof(LiveTensors), DisableParallelization = true)]
public sealed class LiveTensors
{
    /// <summary>Live tensors, without those that only await their finaliser.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
