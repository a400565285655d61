using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AwacAkka.Bench;

namespace AwacAkka.GpuCheck;

/// <summary>Asks a Python for its PyTorch (probe.py).</summary>
internal static class PythonProbe
{
    /// <summary>Version, folder, device, and the symbols that TorchSharp would miss.</summary>
    /// <exception cref="BenchException">There is no such Python, or it has no PyTorch.</exception>
    public static JsonObject Run(string python, string device)
    {
        string[] arguments = [Beside("probe.py"), device, Beside("symbols.txt")];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? JsonNode.Parse(output)!.AsObject()
                : throw new BenchException($"{python} has no PyTorch that works ({LastLine(errors.Result)}); name another with --python");
        }
        catch (Win32Exception e)
        {
            throw new BenchException($"{python} cannot be started ({e.Message}); name a Python that has PyTorch with --python");
        }
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];
}
