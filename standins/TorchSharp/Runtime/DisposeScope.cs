namespace TorchSharp;

/// <summary>Owns the tensors made on its thread while it is the innermost scope, and disposes them with itself.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScope? _outer;
    private HashSet<IDisposable>? _owned;

    internal DisposeScope(DisposeScope? outer) => _outer = outer;

    internal DisposeScope? Outer => _outer;

    public int DisposablesCount => _owned?.Count ?? 0;

    // Scopes come and go with every call of a network: their sets are used again.
    private HashSet<IDisposable> Owned => _owned ??= DisposeScopeManager.TakeSet();

    public bool Contains(IDisposable disposable) => _owned?.Contains(disposable) ?? false;

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?._owned?.Remove(tensor);
        }

        Include(disposable);
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (Owned.Remove(disposable) && disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = null;
        }

        return disposable;
    }

    /// <summary>Hands a disposable to the enclosing scope; without one nothing owns it any more.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (Contains(disposable))
        {
            Detach(disposable);
            _outer?.Include(disposable);
        }

        return disposable;
    }

    public void DisposeEverything()
    {
        foreach (var disposable in Owned)
        {
            if (disposable is torch.Tensor tensor)
            {
                // It need not call back while the set is being walked.
                tensor.OwningScope = null;
            }

            disposable.Dispose();
        }

        Owned.Clear();
    }

    public void Dispose()
    {
        DisposeEverything();
        DisposeScopeManager.Leave(this);
        DisposeScopeManager.GiveBack(Owned);
        _owned = null;
    }

    internal void Include(IDisposable disposable)
    {
        Owned.Add(disposable);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = this;
        }
    }

    internal void Forget(torch.Tensor tensor)
    {
        Owned.Remove(tensor);
        tensor.OwningScope = null;
    }
}

/// <summary>The stack of scopes, one per thread.</summary>
internal static class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? _current;

    [ThreadStatic]
    private static Stack<HashSet<IDisposable>>? _spareSets;

    internal static DisposeScope? Current => _current;

    internal static HashSet<IDisposable> TakeSet() =>
        _spareSets is { Count: > 0 } sets ? sets.Pop() : new(ReferenceEqualityComparer.Instance);

    internal static void GiveBack(HashSet<IDisposable> empty) => (_spareSets ??= new()).Push(empty);

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
