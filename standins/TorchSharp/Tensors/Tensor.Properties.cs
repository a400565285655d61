using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* pointer = sizes)
                {
                    NativeMethods.awactorch_sizes(Handle, pointer);
                }

                return sizes;
            }
        }

        public long ndim => NativeMethods.awactorch_dimensions(Handle);

        public long NumberOfElements => NativeMethods.awactorch_numel(Handle);

        public ScalarType dtype => (ScalarType)NativeMethods.awactorch_dtype(Handle);

        public DeviceType device_type => (DeviceType)NativeMethods.awactorch_device_type(Handle);

        public int device_index => NativeMethods.awactorch_device_index(Handle);

        public Device device => new(device_type, device_index);

        public bool is_leaf => NativeMethods.awactorch_is_leaf(Handle) != 0;

        public bool requires_grad
        {
            get => NativeMethods.awactorch_requires_grad(Handle) != 0;
            set => Failures.Check(NativeMethods.awactorch_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor? grad
        {
            get
            {
                var handle = NativeMethods.awactorch_grad(Handle);
                return handle == 0 ? null : new Tensor(handle);
            }
            set => Failures.Check(NativeMethods.awactorch_set_grad(Handle, value?.Handle ?? 0));
        }

        public long numel() => NumberOfElements;

        public long dim() => ndim;

        public TensorAccessor<T> data<T>()
            where T : struct
        {
            Require<T>();
            return device_type == DeviceType.CPU
                ? new TensorAccessor<T>(this)
                : throw new InvalidOperationException("the tensor lies on another device; copy it with cpu() before reading");
        }

        public T item<T>()
            where T : struct
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException($"item() needs a tensor of one element; this one has {NumberOfElements}");
            }

            Require<T>();
            T value = default;
            CopyOut(new Span<T>(ref value));
            return value;
        }

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Copies all elements in row-major order.</summary>
        internal unsafe void CopyOut<T>(Span<T> target)
            where T : struct
        {
            var bytes = MemoryMarshal.AsBytes(target);
            fixed (byte* pointer = bytes)
            {
                Failures.Check(NativeMethods.awactorch_copy_out(Handle, pointer, bytes.Length));
            }
        }

        private void Require<T>()
            where T : struct
        {
            if (ScalarTypes.Of<T>() != dtype)
            {
                throw new ArgumentException($"the tensor holds {dtype}, not {typeof(T).Name}");
            }
        }
    }
}
