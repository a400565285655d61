using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        float scalar, Device? device = null, bool requires_grad = false) =>
        FromData<float>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(
        float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromData<float>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        FromData<float>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        FromData<float>(rawArray.Span, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(
        double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        FromData<double>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor zeros(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled(size, 0, dtype, device, requires_grad);

    public static Tensor ones(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled(size, 1, dtype, device, requires_grad);

    public static Tensor full(
        ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Filled(size, value, dtype ?? value.Type, device, requires_grad);

    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled(input.shape, 0, dtype ?? input.dtype, device ?? input.device, requires_grad);

    private static unsafe Tensor FromData<T>(
        ReadOnlySpan<T> data, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGradient)
        where T : unmanaged
    {
        long count = 1;
        foreach (var size in sizes)
        {
            count = checked(count * size);
        }

        if (count != data.Length)
        {
            throw new ArgumentException($"{data.Length} numbers do not fill a tensor of {count}");
        }

        Tensor result;
        fixed (T* pointer = data)
        fixed (long* shape = sizes)
        {
            result = Failures.Checked(
                NativeMethods.awactorch_from_data(pointer, shape, sizes.Length, (int)ScalarTypes.Of<T>()));
        }

        if (dtype is { } type && type != result.dtype)
        {
            result = result.to(type, disposeAfter: true);
        }

        if (device is not null && device.type != DeviceType.CPU)
        {
            result = result.to(device, disposeAfter: true);
        }

        return result.requires_grad_(requiresGradient);
    }

    private static unsafe Tensor Filled(
        ReadOnlySpan<long> sizes, Scalar value, ScalarType? dtype, Device? device, bool requiresGradient)
    {
        device ??= CPU;
        fixed (long* shape = sizes)
        {
            return Failures.Checked(NativeMethods.awactorch_full(
                shape, sizes.Length, value.Value, (int)(dtype ?? ScalarType.Float32), (int)device.type, device.index))
                .requires_grad_(requiresGradient);
        }
    }
}
