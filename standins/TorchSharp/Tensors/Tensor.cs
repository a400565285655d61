using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A reference to a native tensor. It dies with the dispose scope it was made in, by Dispose, or by the finaliser.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            var live = Interlocked.Increment(ref _totalCount);
            for (var peak = Volatile.Read(ref _peakCount); live > peak; peak = Volatile.Read(ref _peakCount))
            {
                Interlocked.CompareExchange(ref _peakCount, live, peak);
            }

            DisposeScopeManager.Current?.Include(this);
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => Volatile.Read(ref _totalCount);

        public static long PeakCount => Volatile.Read(ref _peakCount);

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("the tensor has been disposed");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningScope { get; set; }

        public void Dispose()
        {
            OwningScope?.Forget(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                Interlocked.Decrement(ref _totalCount);
                NativeMethods.awactorch_dispose(handle);
            }
        }

        /// <summary>Gives the native tensor away; this object is as good as disposed.</summary>
        internal nint Decouple()
        {
            var handle = Handle;
            OwningScope?.Forget(this);
            Interlocked.Decrement(ref _totalCount);
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }
    }
}
