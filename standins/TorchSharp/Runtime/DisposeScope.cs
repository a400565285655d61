namespace TorchSharp;

/// <summary>Owns the tensors made on its thread while it is the innermost scope, and disposes them with itself.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;

    internal DisposeScope(DisposeScope? outer) => _outer = outer;

    internal DisposeScope? Outer => _outer;

    public int DisposablesCount => _owned.Count;

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?._owned.Remove(tensor);
        }

        Include(disposable);
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (_owned.Remove(disposable) && disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = null;
        }

        return disposable;
    }

    /// <summary>Hands a disposable to the enclosing scope; without one nothing owns it any more.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (_owned.Contains(disposable))
        {
            Detach(disposable);
            _outer?.Include(disposable);
        }

        return disposable;
    }

    public void DisposeEverything()
    {
        foreach (var disposable in _owned)
        {
            if (disposable is torch.Tensor tensor)
            {
                // It need not call back while the set is being walked.
                tensor.OwningScope = null;
            }

            disposable.Dispose();
        }

        _owned.Clear();
    }

    public void Dispose()
    {
        DisposeEverything();
        DisposeScopeManager.Leave(this);
    }

    internal void Include(IDisposable disposable)
    {
        _owned.Add(disposable);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = this;
        }
    }

    internal void Forget(torch.Tensor tensor)
    {
        _owned.Remove(tensor);
        tensor.OwningScope = null;
    }
}

/// <summary>The stack of scopes, one per thread.</summary>
internal static class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? _current;

    internal static DisposeScope? Current => _current;

    internal static DisposeScope Enter() => _current = new DisposeScope(_current);

    internal static void Leave(DisposeScope scope)
    {
        // A scope left out of order takes those inside it along.
        for (var inner = _current; inner is not null; inner = inner.Outer)
        {
            if (inner == scope)
            {
                _current = scope.Outer;
                return;
            }
        }
    }
}
