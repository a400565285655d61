namespace AwacAkka.Learning.Torch;

/// <summary>Where libtorch's libraries lie, and TorchSharp's own, which may lie elsewhere.</summary>
/// <param name="Path">The folder that has libtorch_cpu.so.</param>
/// <param name="TorchSharp">TorchSharp's library.</param>
/// <param name="IsChosen">Whether the environment names the folder.</param>
internal sealed record LibtorchFolder(string Path, string TorchSharp, bool IsChosen)
{
    /// <summary>The library that every libtorch has.</summary>
    public const string Cpu = "libtorch_cpu.so";

    /// <summary>The library that a libtorch for NVIDIA's GPUs has, too.</summary>
    public const string Cuda = "libtorch_cuda.so";

    /// <summary>The library that only names the others.</summary>
    public const string All = "libtorch.so";

    private const string OfTorchSharp = "libLibTorchSharp.so";

    /// <summary>Takes the chosen folder or its <c>lib</c>, else the first place that has libtorch.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static LibtorchFolder Find(string? chosen, IReadOnlyList<string> places)
    {
        var torchSharp = places.Select(place => System.IO.Path.Combine(place, OfTorchSharp)).FirstOrDefault(System.IO.File.Exists)
            ?? throw new DllNotFoundException(
                $"TorchSharp's library {OfTorchSharp} is missing: it is in none of {string.Join(", ", places)}; build again.");
        string[] folders = chosen is null ? [.. places] : [chosen, System.IO.Path.Combine(chosen, "lib")];
        var path = folders.FirstOrDefault(folder => System.IO.File.Exists(System.IO.Path.Combine(folder, Cpu)));
        if (path is null)
        {
            throw new DllNotFoundException(chosen is null
                ? $"libtorch is missing: {Cpu} is in none of {string.Join(", ", places)}; "
                    + $"build again, or name a libtorch's folder with {Libtorch.FolderVariable}."
                : $"{Libtorch.FolderVariable} names {chosen}, but neither it nor its folder lib has {Cpu}: "
                    + "name a libtorch's folder or PyTorch's package torch, or unset the variable.");
        }

        var found = new LibtorchFolder(System.IO.Path.GetFullPath(path), torchSharp, chosen is not null);
        if (new FileInfo(found.File(Cpu)).ResolveLinkTarget(returnFinalTarget: true) is { Exists: false } gone)
        {
            throw new DllNotFoundException(
                $"libtorch is gone: {found.File(Cpu)} is a link to {gone.FullName}, a package that was deleted; build again.");
        }

        return found;
    }

    /// <summary>One of its files.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);
}
