using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads a tensor's elements in row-major order.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable
    where T : struct
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor.alias();

    public long Count => _tensor.NumberOfElements;

    public T[] ToArray()
    {
        var array = new T[Count];
        _tensor.CopyOut<T>(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        if (tensorIndex == 0 && array.Length - arrayIndex >= Count)
        {
            _tensor.CopyOut(array.Slice(arrayIndex, (int)Count));
        }
        else
        {
            var rest = ToArray().AsSpan((int)tensorIndex);
            rest[..Math.Min(rest.Length, array.Length - arrayIndex)].CopyTo(array[arrayIndex..]);
        }
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor.Dispose();
}
