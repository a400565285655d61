using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace AwacAkka.Build;

/// <summary>
/// Copies TorchSharp's native library so that an older libstdc++ takes it. It asks for version GLIBCXX_3.4.32 (GCC 13), which Debian 12
/// lacks, but for no more of it than a guard of the linker's that nothing calls. The copy has that one need flagged weak: the loader then
/// warns nobody and goes on. MSBuild compiles this file by itself (Libtorch.targets), against .NET Standard 2.0; the tests link it.
/// </summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as the package has it.</summary>
    public string Source { get; set; } = string.Empty;

    /// <summary>The copy, written only where the system's libstdc++ lacks the version.</summary>
    public string Destination { get; set; } = string.Empty;

    /// <summary>The libstdc++ that the copy is for.</summary>
    public string StandardLibrary { get; set; } = FindStandardLibrary();

    /// <summary>Whether the copy was written.</summary>
    [Microsoft.Build.Framework.Output]
    public bool Needed { get; set; }

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            Needed = StandardLibrary.Length == 0 || !new SymbolVersions(File.ReadAllBytes(StandardLibrary)).Defines(SymbolVersions.Wanted);
            if (Needed)
            {
                var weak = new SymbolVersions(File.ReadAllBytes(Source)).Weaken();
                File.WriteAllBytes(Destination + ".part", weak);
                File.Delete(Destination);
                File.Move(Destination + ".part", Destination); // whole or not at all
            }

            return true;
        }
        catch (InvalidDataException unexpected)
        {
            Log.LogError("{0} was left as it is, and does not load with this system's libstdc++: {1}.", Source, unexpected.Message);
            return false;
        }
    }

    /// <summary>
    /// The libstdc++ that libtorch will meet: the one that this process has loaded, since .NET itself needs it; empty without one.
    /// </summary>
    public static string FindStandardLibrary() => File.ReadLines("/proc/self/maps").Select(line => line.Split(' ').Last())
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so.6", StringComparison.Ordinal)) ?? string.Empty;
}

/// <summary>The symbol versions that an ELF file for x86-64 defines and needs.</summary>
public sealed class SymbolVersions
{
    /// <summary>The version that is in question.</summary>
    public const string Wanted = "GLIBCXX_3.4.32";

    private const string Library = "libstdc++.so.6";
    private const string Guard = "_ZSt21ios_base_library_initv";
    private const uint Rela = 4, Rel = 9, DynamicSymbols = 11, Defined = 0x6ffffffd, Needs = 0x6ffffffe, OfSymbols = 0x6fffffff;
    private const int WeakFlag = 2;
    private const uint WantedHash = 0x0297f842; // System V's hash of the name
    private readonly byte[] file;
    private readonly List<Section> sections = new List<Section>();

    /// <summary>Reads the table of sections.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or cut.</exception>
    public SymbolVersions(byte[] file)
    {
        this.file = file;
        Require(Number(0, 4) == 0x464c457f && Number(4, 2) == 0x0102 && Number(18, 2) == 62, "it is no 64-bit ELF file for x86-64");
        for (ulong i = 0, at = Number(40, 8); i < Number(60, 2); i++, at += Number(58, 2))
        {
            sections.Add(new Section
            {
                Type = Number(at + 4, 4),
                Offset = Number(at + 24, 8),
                Size = Number(at + 32, 8),
                Link = Number(at + 40, 4),
                Count = Number(at + 44, 4),
            });
        }
    }

    /// <summary>Whether it offers the version, as libstdc++ does.</summary>
    public bool Defines(string version)
    {
        var table = Only(Defined);
        var at = table.Offset;
        for (ulong i = 0; i < table.Count; at += Number(at + 16, 4), i++)
        {
            if (Text(table, Number(at + Number(at + 12, 4), 4)) == version)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The file with its one need of <see cref="Wanted"/> flagged weak.</summary>
    /// <exception cref="InvalidDataException">Anything about that need is not as it was when this was written.</exception>
    public byte[] Weaken()
    {
        var table = Only(Needs);
        var found = new List<ulong>();
        var at = table.Offset;
        for (ulong i = 0; i < table.Count; at += Number(at + 12, 4), i++)
        {
            var fromLibrary = Text(table, Number(at + 4, 4)) == Library;
            var need = at + Number(at + 8, 4);
            for (ulong j = 0; j < Number(at + 2, 2); need += Number(need + 12, 4), j++)
            {
                if (Text(table, Number(need + 8, 4)) == Wanted)
                {
                    Require(fromLibrary && Number(need, 4) == WantedHash, $"its {Wanted} is another library's or has a wrong hash");
                    found.Add(need);
                }
            }
        }

        Require(found.Count == 1, $"it names {Wanted} {found.Count} times, not once");
        var flags = found[0] + 4;
        Require(Number(flags, 2) == 0, $"its need of {Wanted} has flags already");
        RequireUnused(Number(found[0] + 6, 2));
        var weak = (byte[])file.Clone();
        weak[flags] = WeakFlag;
        return weak;
    }

    /// <summary>
    /// A weak need lets its symbols stay unresolved: none but the guard may have that version, and nothing may refer to it.
    /// </summary>
    private void RequireUnused(ulong version)
    {
        const ulong SymbolBytes = 24, RelocationBytes = 24, IndexBits = 0x7fff;
        Section symbols = Only(DynamicSymbols), versions = Only(OfSymbols);
        var ofVersion = new HashSet<ulong>();
        for (ulong i = 0; i < symbols.Size / SymbolBytes; i++)
        {
            if ((Number(versions.Offset + (2 * i), 2) & IndexBits) == version)
            {
                var name = Text(symbols, Number(symbols.Offset + (SymbolBytes * i), 4));
                Require(name == Guard, $"it takes {name} of {Wanted}");
                ofVersion.Add(i);
            }
        }

        Require(sections.All(section => section.Type != Rel), "it has relocations of a kind that is not expected");
        foreach (var relocations in sections.Where(section => section.Type == Rela))
        {
            for (ulong at = relocations.Offset; at < relocations.Offset + relocations.Size; at += RelocationBytes)
            {
                Require(!ofVersion.Contains(Number(at + 12, 4)), $"a relocation refers to {Guard}");
            }
        }
    }

    private Section Only(ulong type)
    {
        var all = sections.Where(section => section.Type == type).ToArray();
        Require(all.Length == 1, $"it has {all.Length} sections of type {type:x}, not one");
        return all[0];
    }

    private string Text(Section section, ulong index)
    {
        var names = section.Link < (ulong)sections.Count ? sections[(int)section.Link] : default;
        Require(index < names.Size && names.Offset + index < (ulong)file.Length, "a name lies outside of its table");
        var start = (int)(names.Offset + index);
        var end = Array.IndexOf(file, (byte)0, start);
        Require(end >= 0, "it is cut");
        return Encoding.ASCII.GetString(file, start, end - start);
    }

    private ulong Number(ulong at, int bytes)
    {
        Require(at <= (ulong)file.Length && (ulong)bytes <= (ulong)file.Length - at, "it is cut");
        ulong number = 0;
        for (var i = bytes - 1; i >= 0; i--)
        {
            number = (number << 8) | file[(int)at + i];
        }

        return number;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    private struct Section
    {
        public ulong Type, Offset, Size, Link, Count;
    }
}
