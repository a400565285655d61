using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns failures of libtorch into exceptions that carry its text.</summary>
internal static unsafe class Failures
{
    /// <summary>The tensor of a handle that a native call returned.</summary>
    internal static torch.Tensor Checked(nint handle) => handle != 0 ? new torch.Tensor(handle) : throw Last();

    /// <summary>Throws if a native call without a result failed.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            throw Last();
        }
    }

    private static ExternalException Last() =>
        new(Marshal.PtrToStringUTF8((nint)NativeMethods.awactorch_last_error()) ?? "libtorch failed without a message");
}
