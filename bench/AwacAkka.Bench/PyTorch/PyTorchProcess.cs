using System.Diagnostics;
using System.Globalization;

namespace AwacAkka.Bench.PyTorch;

/// <summary>One of the scripts under bench/pytorch.</summary>
internal sealed class PyTorchProcess : AnsweringProcess
{
    /// <summary>Starts the process; it computes nothing until it is asked.</summary>
    public PyTorchProcess(string python, PyTorchSetting setting, string script)
        : base(Start(python, setting, script), $"the PyTorch twin ({setting})")
    {
        Setting = setting.ToString();
        var hello = Read();
        Description = $"PyTorch {hello["torch"]} with {hello["blas"]}";
    }

    /// <summary>Its threads and kernels.</summary>
    public string Setting { get; }

    /// <summary>Version and BLAS.</summary>
    public string Description { get; }

    private static ProcessStartInfo Start(string python, PyTorchSetting setting, string script)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "pytorch", script);
        var start = new ProcessStartInfo(
            python, [path, "--threads", setting.Threads.ToString(CultureInfo.InvariantCulture), "--device", setting.Device]);
        start.Environment.Remove("OPENBLAS_CORETYPE"); // what happens to stand in the shell may be slower than OpenBLAS's own choice
        start.Environment["OPENBLAS_NUM_THREADS"] = setting.BlasThreads.ToString(CultureInfo.InvariantCulture);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (setting.Kernels is { } kernels)
        {
            start.Environment["OPENBLAS_CORETYPE"] = kernels;
        }

        return start;
    }
}
