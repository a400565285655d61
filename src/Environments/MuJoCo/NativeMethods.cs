using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>The functions of <c>native/awacmujoco.c</c>.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "awacmujoco";

    [LibraryImport(Library, EntryPoint = "awac_header_version")]
    public static partial int HeaderVersion();

    [LibraryImport(Library, EntryPoint = "awac_library_version")]
    public static partial int LibraryVersion();

    [LibraryImport(Library, EntryPoint = "awac_last_error")]
    public static partial byte* LastError();

    [LibraryImport(Library, EntryPoint = "awac_model_from_xml")]
    public static partial ModelHandle ModelFromXml(ReadOnlySpan<byte> xml, int size);

    [LibraryImport(Library, EntryPoint = "awac_model_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ModelHandle ModelFromFile(string path);

    [LibraryImport(Library, EntryPoint = "awac_model_copy")]
    public static partial ModelHandle ModelCopy(ModelHandle source);

    [LibraryImport(Library, EntryPoint = "awac_model_free")]
    public static partial void ModelFree(nint model);

    [LibraryImport(Library, EntryPoint = "awac_model_option", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModelOption(ModelHandle model, string option, Span<double> values);

    [LibraryImport(Library, EntryPoint = "awac_model_name")]
    public static partial byte* ModelName(ModelHandle model, int kind, int index);

    [LibraryImport(Library, EntryPoint = "awac_model_index", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModelIndex(ModelHandle model, int kind, string name);

    [LibraryImport(Library, EntryPoint = "awac_model_field", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void* ModelField(ModelHandle model, string field, out int count, out int kind);

    [LibraryImport(Library, EntryPoint = "awac_data_field", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void* DataField(ModelHandle model, DataHandle data, string field, out int count, out int kind);

    [LibraryImport(Library, EntryPoint = "awac_data_new")]
    public static partial DataHandle DataNew(ModelHandle model);

    [LibraryImport(Library, EntryPoint = "awac_data_free")]
    public static partial void DataFree(nint data);

    [LibraryImport(Library, EntryPoint = "awac_data_get_time")]
    public static partial double DataGetTime(DataHandle data);

    [LibraryImport(Library, EntryPoint = "awac_data_set_time")]
    public static partial void DataSetTime(DataHandle data, double time);

    [LibraryImport(Library, EntryPoint = "awac_reset")]
    public static partial NativeStatus Reset(ModelHandle model, DataHandle data);

    [LibraryImport(Library, EntryPoint = "awac_forward")]
    public static partial NativeStatus Forward(ModelHandle model, DataHandle data);

    [LibraryImport(Library, EntryPoint = "awac_step")]
    public static partial NativeStatus Step(ModelHandle model, DataHandle data, int count);

    [LibraryImport(Library, EntryPoint = "awac_contact_forces")]
    public static partial NativeStatus ContactForces(ModelHandle model, DataHandle data);

    /// <summary>Does not return: the process dies by SIGSEGV.</summary>
    [LibraryImport(Library, EntryPoint = "awac_crash")]
    public static partial void Crash();

    /// <summary>MuJoCo's last error on this thread.</summary>
    public static string LastErrorText() => Marshal.PtrToStringUTF8((nint)LastError()) ?? "";
}

/// <summary>What a shim function returns.</summary>
internal enum NativeStatus
{
    Ok = 0,
    EngineError = 1,
    Diverged = 2,
}

/// <summary>The element type of an mjModel or mjData array.</summary>
internal enum NativeFieldKind
{
    Double = 0,
    Int = 1,
    Byte = 2,
    Other = 3,
}

/// <summary>Owns one mjModel.</summary>
internal sealed class ModelHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        NativeMethods.ModelFree(handle);
        return true;
    }
}

/// <summary>Owns one mjData.</summary>
internal sealed class DataHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        NativeMethods.DataFree(handle);
        return true;
    }
}
