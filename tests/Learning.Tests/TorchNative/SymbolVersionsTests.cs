using System.Buffers.Binary;
using System.Collections;
using System.Text;
using AwacAkka.Build;
using Microsoft.Build.Framework;

namespace AwacAkka.Learning.Tests.TorchNative;

/// <summary>What the build does to TorchSharp's library where libstdc++ is old, and what it refuses to touch.</summary>
public sealed class SymbolVersionsTests : IDisposable
{
    private const uint Relocations = 4;
    private const uint OfSymbols = 0x6fffffff;
    private const ushort Wanted = 18; // the version's number in this library
    private readonly string folder = Directory.CreateTempSubdirectory("awac-elf").FullName;
    private readonly ElfBytes elf = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void One_byte_of_the_genuine_library_changes()
    {
        var weak = new SymbolVersions(elf.Bytes).Weaken();
        var at = Assert.Single(Enumerable.Range(0, weak.Length), i => weak[i] != elf.Bytes[i]);
        Assert.Equal(2, weak[at]);
        Assert.Equal(0x0297f842u, BitConverter.ToUInt32(weak, at - 4));
    }

    [Fact]
    public void A_library_that_is_weak_already_is_refused() =>
        Refuse("its need of GLIBCXX_3.4.32 has flags already", new SymbolVersions(elf.Bytes).Weaken());

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public void A_cut_library_is_refused(int length) => Refuse("it is cut", elf.Bytes[..length]);

    [Theory]
    [InlineData(0, 'M')] // no ELF file
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(18, 183)] // ARM
    public void Another_kind_of_file_is_refused(int at, byte value)
    {
        elf.Bytes[at] = value;
        Refuse("it is no 64-bit ELF file for x86-64", elf.Bytes);
    }

    [Fact]
    public void A_library_without_the_version_is_refused()
    {
        elf.Rename("GLIBCXX_3.4.32", "GLIBCXX_3.4.99");
        Refuse("it names GLIBCXX_3.4.32 0 times, not once", elf.Bytes);
    }

    [Fact]
    public void A_library_with_the_version_twice_is_refused()
    {
        elf.Rename("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
        elf.Renumber(0x0297f840, 0x0297f842);
        Refuse("it names GLIBCXX_3.4.32 2 times, not once", elf.Bytes);
    }

    [Fact]
    public void A_wrong_hash_is_refused()
    {
        elf.Renumber(0x0297f842, 0x0297f843);
        Refuse("has a wrong hash", elf.Bytes);
    }

    [Fact]
    public void A_library_that_takes_more_of_the_version_is_refused()
    {
        var other = elf.Symbol("_Znwm"); // operator new
        BinaryPrimitives.WriteUInt16LittleEndian(elf.Bytes.AsSpan(elf.Section(OfSymbols) + (2 * other)), Wanted);
        Refuse("it takes _Znwm of GLIBCXX_3.4.32", elf.Bytes);
    }

    [Fact]
    public void A_library_that_refers_to_the_guard_is_refused()
    {
        var guard = (uint)elf.Symbol("_ZSt21ios_base_library_initv");
        BinaryPrimitives.WriteUInt32LittleEndian(elf.Bytes.AsSpan(elf.Section(Relocations) + 24 + 12), guard);
        Refuse("a relocation refers to _ZSt21ios_base_library_initv", elf.Bytes);
    }

    [Fact]
    public void An_old_standard_library_gets_a_weak_copy_and_the_original_stays()
    {
        var (succeeded, task, errors) = Run(ElfBytes.GenuinePath, newer: false);
        Assert.True(succeeded && task.Needed, string.Join('\n', errors));
        Assert.Equal(new SymbolVersions(elf.Bytes).Weaken(), File.ReadAllBytes(task.Destination));
        Assert.Equal([task.Destination, task.StandardLibrary], Directory.GetFiles(folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_standard_library_needs_no_copy()
    {
        var (succeeded, task, errors) = Run(ElfBytes.GenuinePath, newer: true);
        Assert.True(succeeded && !task.Needed, string.Join('\n', errors));
        Assert.False(File.Exists(task.Destination));
    }

    [Fact]
    public void An_unexpected_library_ends_the_build_in_one_sentence_and_leaves_no_file()
    {
        var source = Path.Combine(folder, "cut.so");
        File.WriteAllBytes(source, elf.Bytes[..5_000]);
        var (succeeded, task, errors) = Run(source, newer: false);
        Assert.False(succeeded);
        Assert.Equal($"{source} was left as it is, and does not load with this system's libstdc++: it is cut.", Assert.Single(errors));
        Assert.False(File.Exists(task.Destination) || File.Exists(task.Destination + ".part"));
    }

    private static void Refuse(string expected, byte[] bytes) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => new SymbolVersions(bytes).Weaken()).Message);

    private (bool Succeeded, WeakenSymbolVersion Task, List<string> Errors) Run(string source, bool newer)
    {
        var engine = new ErrorsOnly();
        var task = new WeakenSymbolVersion
        {
            BuildEngine = engine,
            Source = source,
            Destination = Path.Combine(folder, "libLibTorchSharp.so"),
            StandardLibrary = Path.Combine(folder, "libstdc++.so.6"),
        };
        var library = File.ReadAllBytes(WeakenSymbolVersion.FindStandardLibrary());
        Replace(library, "GLIBCXX_3.4.32\0", "GLIBCXX_9.9.99\0");
        if (newer)
        {
            Replace(library, "GLIBCXX_3.4.29\0", "GLIBCXX_3.4.32\0");
        }

        File.WriteAllBytes(task.StandardLibrary, library);
        return (task.Execute(), task, engine.Errors);
    }

    private static void Replace(byte[] bytes, string from, string to)
    {
        if (bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from)) is >= 0 and var at)
        {
            Encoding.ASCII.GetBytes(to).CopyTo(bytes, at);
        }
    }

    /// <summary>A build that listens to errors alone.</summary>
    private sealed class ErrorsOnly : IBuildEngine
    {
        public List<string> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => string.Empty;

        public bool BuildProjectFile(string project, string[] targets, IDictionary properties, IDictionary outputs) => false;

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e.Message!);

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogWarningEvent(BuildWarningEventArgs e)
        {
        }
    }
}
