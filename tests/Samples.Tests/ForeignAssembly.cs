using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AwacAkka.Samples.Tests;

/// <summary>Writes an assembly that refers to the contract's assembly of some version, as one built against that would.</summary>
internal static class ForeignAssembly
{
    public static string Write(string path, Version contract)
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName("Foreign"), typeof(object).Assembly);
        builder.DefineDynamicModule("Foreign").DefineType("Empty", TypeAttributes.Public).CreateType();
        var metadata = builder.GenerateMetadata(out var code, out _);
        metadata.AddAssemblyReference(metadata.GetOrAddString("AwacAkka.Environments"), contract, default, default, default, default);
        var image = new BlobBuilder();
        new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll), new MetadataRootBuilder(metadata), code).Serialize(image);
        File.WriteAllBytes(path, image.ToArray());
        return path;
    }
}
