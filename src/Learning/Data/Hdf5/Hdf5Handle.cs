using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Data.Hdf5;

/// <summary>An identifier of libhdf5 - file, group, dataset, space or type - that is given back when disposed.</summary>
internal sealed class Hdf5Handle : SafeHandle
{
    /// <summary>No identifier yet.</summary>
    public Hdf5Handle()
        : base(IntPtr.Zero, ownsHandle: true)
    {
    }

    /// <summary>Negative after a failure; zero is the library's "default" and never owned.</summary>
    public override bool IsInvalid => handle <= 0;

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        using var scope = Hdf5Library.Enter();
        return NativeMethods.Release(handle) >= 0;
    }
}
