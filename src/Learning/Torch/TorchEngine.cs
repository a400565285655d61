using TorchSharp;

namespace AwacAkka.Learning.Torch;

/// <summary>The libtorch that TorchSharp's learners compute with, and its devices. Any use of this class loads it.</summary>
public static class TorchEngine
{
    private const string Gpu = "cuda";

    /// <summary>What results depend on, for a learner's fingerprint.</summary>
    /// <exception cref="DllNotFoundException">As <see cref="Libtorch.Load"/>.</exception>
    public static string Description => Libtorch.Description;

    /// <summary>Why the device <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c> cannot be used, in a sentence; null where it can.</summary>
    /// <exception cref="DllNotFoundException">As <see cref="Libtorch.Load"/>.</exception>
    public static string? Problem(string device)
    {
        Libtorch.Load();
        if (!device.StartsWith(Gpu, StringComparison.Ordinal))
        {
            return null;
        }

        var number = device == Gpu ? 0 : int.Parse(device.AsSpan($"{Gpu}:".Length));
        return (torch.cuda.is_available() ? torch.cuda.device_count() : 0) switch
        {
            0 => $"the device {device} cannot be used: libtorch finds no NVIDIA device; use cpu, "
                + "or where there is one, name a libtorch built for CUDA in LIBTORCH",
            var count when number >= count => $"the device {device} cannot be used: there are {count}, from {Gpu}:0 on",
            _ => null,
        };
    }

    /// <summary>The device of that name.</summary>
    /// <exception cref="ArgumentException">It cannot be used.</exception>
    public static torch.Device Device(string name) =>
        Problem(name) is { } problem ? throw new ArgumentException(problem) : torch.device(name);
}
