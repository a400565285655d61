using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// MKL, libtorch's library of matrix products, gives AMD's processors generic kernels. With Intel's an update takes 0.6 of the time. A library of ours (native/awacmkl.c) answers for MKL that this is an Intel; it must
/// be loaded before libtorch.
/// </summary>
internal static partial class MklKernels
{
    /// <summary>Environment variable: <c>intel</c> or <c>shipped</c>; unset, Intel's kernels on AMD's processors.</summary>
    public const string Variable = "AWAC_MKL_KERNELS";

    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "libawacmkl.so");

    /// <summary>Part of a learner's fingerprint.</summary>
    public static string Description { get; private set; } = "MKL's kernels as shipped";

    /// <summary>Whether MKL has asked our library what it runs on: it does at its first product.</summary>
    public static bool WasAsked => Asked() != 0;

    /// <summary>Chooses, once and before libtorch is loaded.</summary>
    /// <exception cref="DllNotFoundException">The environment names other kernels, or our library is missing.</exception>
    public static void Choose()
    {
        var intel = Environment.GetEnvironmentVariable(Variable) switch
        {
            null or "" => IsAmd,
            "intel" => true,
            "shipped" => false,
            var other => throw new DllNotFoundException(
                $"there are no MKL kernels '{other}' ({Variable} in the environment): use intel or shipped, or leave it unset."),
        };
        if (intel)
        {
            SharedLibrary.OpenForAll(Library, $"build again, or set {Variable} to shipped");
            Description = "MKL's kernels for Intel";
        }
    }

    private static bool IsAmd
    {
        get
        {
            if (!X86Base.IsSupported)
            {
                return false;
            }

            var (_, b, c, d) = X86Base.CpuId(0, 0);
            Span<byte> name = stackalloc byte[12];
            BinaryPrimitives.WriteInt32LittleEndian(name, b);
            BinaryPrimitives.WriteInt32LittleEndian(name[4..], d);
            BinaryPrimitives.WriteInt32LittleEndian(name[8..], c);
            return Encoding.ASCII.GetString(name) == "AuthenticAMD";
        }
    }

    [LibraryImport("awacmkl", EntryPoint = "awac_mkl_asked")]
    private static partial int Asked();
}
