using System.ComponentModel;
using System.Diagnostics;

namespace AwacAkka.Bench.PyTorch;

/// <summary>Finds a Python that has PyTorch.</summary>
internal static class PyTorchInstallation
{
    /// <summary>The user's own Python where it has PyTorch, else the distribution's.</summary>
    /// <exception cref="BenchException">Neither has.</exception>
    public static string FindPython() =>
        Array.Find(["python3", "/usr/bin/python3"], ImportsTorch)
        ?? throw new BenchException("--vs-pytorch needs PyTorch for Python 3, which is missing: apt-get install python3-torch");

    private static bool ImportsTorch(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"])
            {
                RedirectStandardError = true,
            })!;
            process.StandardError.ReadToEnd(); // its traceback is not the user's business
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }
}
