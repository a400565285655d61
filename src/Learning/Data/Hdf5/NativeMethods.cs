using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Data.Hdf5;

/// <summary>
/// The calls of libhdf5 1.10 and later that reading and writing plain arrays takes; only names that no version has renamed. Called
/// with the library held by <see cref="Hdf5Library.Enter"/>. Results below zero are failures.
/// </summary>
internal static unsafe partial class NativeMethods
{
    public const int GroupObject = 2;
    public const int DatasetObject = 5;
    public const int ScalarSpace = 0;
    public const uint ReadOnly = 0;
    public const uint CreateNew = 4;

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5dont_atexit")]
    public static partial int DoNotCleanUpAtExit();

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5open")]
    public static partial int Open();

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eset_auto2")]
    public static partial int SetErrorPrinting(long stack, IntPtr function, IntPtr data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Idec_ref")]
    public static partial int Release(long id);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Iget_type")]
    public static partial int KindOf(Hdf5Handle id);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenFile(string path, uint flags, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fcreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateFile(string path, uint flags, long creation, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fflush")]
    public static partial int Flush(Hdf5Handle file, int scope);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Oopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenObject(Hdf5Handle location, string name, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lexists", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkExists(Hdf5Handle location, string name, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_name_by_idx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LinkName(
        Hdf5Handle location, string group, int index, int order, ulong number, byte* name, nuint size, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Gget_info")]
    public static partial int DescribeGroup(Hdf5Handle group, GroupInfo* info);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Gcreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateGroup(Hdf5Handle location, string name, long link, long creation, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dopen2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenDataset(Hdf5Handle location, string name, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dcreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateDataset(
        Hdf5Handle location, string name, long type, Hdf5Handle space, long link, long creation, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_space")]
    public static partial Hdf5Handle SpaceOf(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_type")]
    public static partial Hdf5Handle TypeOf(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dread")]
    public static partial int Read(Hdf5Handle dataset, long memoryType, Hdf5Handle memory, Hdf5Handle file, long transfer, void* buffer);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dwrite")]
    public static partial int Write(Hdf5Handle dataset, long memoryType, long memory, long file, long transfer, void* buffer);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate")]
    public static partial Hdf5Handle CreateSpace(int kind);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate_simple")]
    public static partial Hdf5Handle CreateSpace(int rank, ulong* sizes, ulong* largest);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_ndims")]
    public static partial int Rank(Hdf5Handle space);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_dims")]
    public static partial int Sizes(Hdf5Handle space, ulong* sizes, ulong* largest);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sselect_hyperslab")]
    public static partial int Select(Hdf5Handle space, int operation, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_class")]
    public static partial int ClassOf(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_size")]
    public static partial nuint BytesOf(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_sign")]
    public static partial int SignOf(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_create")]
    public static partial Hdf5Handle CreateEnumeration(long baseType);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_insert", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddMember(Hdf5Handle enumeration, string name, sbyte* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Acreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateAttribute(
        Hdf5Handle location, string name, long type, Hdf5Handle space, long creation, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Awrite")]
    public static partial int WriteAttribute(Hdf5Handle attribute, long memoryType, long* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pcreate")]
    public static partial Hdf5Handle CreateProperties(long kind);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_create_plist")]
    public static partial Hdf5Handle CreationOf(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_chunk")]
    public static partial int ChunkSizes(Hdf5Handle creation, int most, ulong* sizes);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_chunk_cache")]
    public static partial int SetChunkCache(Hdf5Handle properties, nuint slots, nuint bytes, double preemption);

    /// <summary><c>H5G_info_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GroupInfo
    {
        public int Storage;
        public ulong Links;
        public long LargestOrder;
        public byte Mounted;
    }
}
