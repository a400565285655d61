using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AwacAkka.Bench.PyTorch;

/// <summary>One of the scripts under bench/pytorch, in a process of its own that answers requests, a line of JSON each.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private readonly Process process;

    /// <summary>Starts the process; it computes nothing until it is asked.</summary>
    public PyTorchProcess(string python, PyTorchSetting setting, string script)
    {
        Setting = setting.ToString();
        var path = Path.Combine(AppContext.BaseDirectory, "pytorch", script);
        var start = new ProcessStartInfo(python, [path, "--threads", setting.Threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("OPENBLAS_CORETYPE"); // what happens to stand in the shell may be slower than OpenBLAS's own choice
        start.Environment["OPENBLAS_NUM_THREADS"] = setting.BlasThreads.ToString(CultureInfo.InvariantCulture);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (setting.Kernels is { } kernels)
        {
            start.Environment["OPENBLAS_CORETYPE"] = kernels;
        }

        process = Process.Start(start)!;
        var hello = Read();
        Description = $"PyTorch {hello["torch"]} with {hello["blas"]}";
    }

    /// <summary>Its threads and kernels.</summary>
    public string Setting { get; }

    /// <summary>Version and BLAS.</summary>
    public string Description { get; }

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <exception cref="BenchException">The process ended.</exception>
    public JsonNode Ask(string request, JsonNode value)
    {
        process.StandardInput.WriteLine(new JsonObject { [request] = value }.ToJsonString());
        process.StandardInput.Flush();
        return Read();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        process.StandardInput.Close(); // its loop ends
        process.WaitForExit();
        process.Dispose();
    }

    private JsonNode Read() => process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new BenchException($"the PyTorch twin ({Setting}) ended early; its own words are above");
}
