using AwacAkka.Learning.Torch;

namespace AwacAkka.Learning.Tests.TorchNative;

/// <summary>Which libtorch is taken, and what is said of those that are not.</summary>
public sealed class LibtorchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-libtorch").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_first_place_that_has_it_is_taken()
    {
        string[] places = [In("missing"), Lay("first", "libtorch_cpu.so"), Lay("second", "libtorch_cpu.so", "libLibTorchSharp.so")];
        var found = LibtorchFolder.Find(null, places);
        Assert.Equal(new LibtorchFolder(In("first"), In("second/libLibTorchSharp.so"), IsChosen: false), found);
    }

    [Theory]
    [InlineData("torch")]
    [InlineData("torch/lib")]
    public void The_chosen_folder_or_its_lib_goes_first(string chosen)
    {
        Lay("torch/lib", "libtorch_cpu.so");
        var found = LibtorchFolder.Find(In(chosen), [Lay("built", "libtorch_cpu.so", "libLibTorchSharp.so")]);
        Assert.Equal(new LibtorchFolder(In("torch/lib"), In("built/libLibTorchSharp.so"), IsChosen: true), found);
    }

    [Fact]
    public void A_chosen_folder_without_it_is_refused_even_where_another_has_it() => Refuse(
        $"LIBTORCH names {In("empty")}, but neither it nor its folder lib has libtorch_cpu.so",
        () => LibtorchFolder.Find(Lay("empty"), [Lay("built", "libtorch_cpu.so", "libLibTorchSharp.so")]));

    [Fact]
    public void Where_it_is_missing_the_places_are_named()
    {
        Refuse(
            $"libLibTorchSharp.so is missing: it is in none of {In("a")}, {In("b")}",
            () => LibtorchFolder.Find(null, [In("a"), In("b")]));
        Refuse(
            $"libtorch is missing: libtorch_cpu.so is in none of {In("a")}, {In("b")}",
            () => LibtorchFolder.Find(null, [In("a"), Lay("b", "libLibTorchSharp.so")]));
    }

    [Fact]
    public void A_link_into_a_deleted_package_is_named()
    {
        Lay("built", "libLibTorchSharp.so");
        File.CreateSymbolicLink(In("built/libtorch_cpu.so"), In("cache/libtorch_cpu.so"));
        Refuse(
            $"libtorch is gone: {In("built/libtorch_cpu.so")} is a link to {In("cache/libtorch_cpu.so")}",
            () => LibtorchFolder.Find(null, [In("built")]));
    }

    [Theory]
    [InlineData("version.py", "from typing import Optional\n__all__ = ['debug']\n__version__ = '2.11.0+cu130'\n", "2.11.0+cu130")]
    [InlineData("build-version", "2.10.0+cpu\n", "2.10.0+cpu")]
    [InlineData("README", "2.10", null)]
    public void A_chosen_folder_tells_its_version(string file, string text, string? version)
    {
        var chosen = new LibtorchFolder(Lay("torch/lib", "libtorch_cpu.so"), "libLibTorchSharp.so", IsChosen: true);
        File.WriteAllText(In($"torch/{file}"), text);
        Assert.Equal(version, LibtorchVersion.Told(chosen));
    }

    [Theory]
    [InlineData("2.10.0+cu128", true)]
    [InlineData("2.10.1", true)]
    [InlineData("2.1.0", false)]
    [InlineData("2.100.0", false)]
    [InlineData("2.11.0+cu130", false)]
    [InlineData("before 2.9", false)]
    public void Only_the_version_that_TorchSharp_was_built_for_is_taken(string version, bool taken)
    {
        var chosen = new LibtorchFolder(In("torch/lib"), "libLibTorchSharp.so", IsChosen: true);
        if (taken)
        {
            LibtorchVersion.Check(chosen, version, any: false);
            return;
        }

        Refuse(
            $"the libtorch in {In("torch/lib")} is version {version}, but TorchSharp needs 2.10",
            () => LibtorchVersion.Check(chosen, version, any: false));
        LibtorchVersion.Check(chosen, version, any: true);
    }

    [Fact]
    public void A_platform_without_TorchSharp_is_refused()
    {
        Refuse("TorchSharp is not made for this platform, linux-arm64: use learner.device = auto or cpu", () => Libtorch.CheckPlatform("linux-arm64"));
        Libtorch.CheckPlatform("linux-x64");
    }

    [Fact]
    public void The_loaded_one_is_the_one_that_TorchSharp_was_built_for()
    {
        Assert.StartsWith("libtorch 2.10.0, MKL's kernels ", Libtorch.Description);
        Assert.Single(LoadedFrom("libtorch_cpu.so"));
        Assert.Equal(3, TorchSharp.torch.ones(3).sum().item<float>());
        Assert.Single(LoadedFrom("libtorch_cpu.so")); // TorchSharp has not taken the system's beside it
    }

    private static string[] LoadedFrom(string library) =>
        [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains(library)).Select(line => line[line.IndexOf('/')..]).Distinct()];

    private static void Refuse(string expected, Action act)
    {
        var sentence = Assert.Throws<DllNotFoundException>(act).Message;
        Assert.Contains(expected, sentence);
        Assert.DoesNotContain('\n', sentence);
    }

    private string In(string name) => Path.Combine(folder, name);

    private string Lay(string name, params string[] files)
    {
        Directory.CreateDirectory(In(name));
        Array.ForEach(files, file => File.WriteAllText(Path.Combine(In(name), file), string.Empty));
        return In(name);
    }
}
