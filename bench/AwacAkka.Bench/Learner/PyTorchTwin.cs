using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AwacAkka.Bench.Learner;

/// <summary>The same algorithm in PyTorch (bench/pytorch/awac.py), in a process of its own that runs updates on request.</summary>
internal sealed class PyTorchTwin : IContender, IDisposable
{
    private readonly Process process;

    /// <summary>Starts the process; it computes nothing until it is asked.</summary>
    public PyTorchTwin(string python, PyTorchSetting setting)
    {
        Setting = setting.ToString();
        var script = Path.Combine(AppContext.BaseDirectory, "pytorch", "awac.py");
        var threads = setting.Threads.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(python, [script, "--threads", threads])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("OPENBLAS_CORETYPE"); // what happens to stand in the shell may be slower than OpenBLAS's own choice
        start.Environment["OPENBLAS_NUM_THREADS"] = setting.BlasThreads.ToString(CultureInfo.InvariantCulture);
        if (setting.Kernels is { } kernels)
        {
            start.Environment["OPENBLAS_CORETYPE"] = kernels;
        }

        process = Process.Start(start)!;
        var hello = Read();
        Description = $"PyTorch {hello["torch"]} with {hello["blas"]}";
    }

    /// <inheritdoc />
    public string Setting { get; }

    /// <summary>Version and BLAS.</summary>
    public string Description { get; }

    /// <summary>Replaces the learner by a new one of that case.</summary>
    public void Build(LearnerCase @case)
    {
        var config = @case.Config;
        Ask("build", new JsonObject
        {
            ["observation"] = LearnerCase.Observation,
            ["action"] = LearnerCase.Action,
            ["hidden"] = new JsonArray([.. @case.Hidden.Select(width => JsonValue.Create(width))]),
            ["batch"] = @case.Batch,
            ["rows"] = LearnerCase.ReplayRows,
            ["learning_rate"] = config.PolicyLearningRate,
            ["gamma"] = config.Gamma,
            ["tau"] = config.Tau,
            ["lambda_"] = config.Lambda,
            ["weight_max"] = config.WeightMax,
            ["log_std_min"] = config.LogStdMin,
            ["log_std_max"] = config.LogStdMax,
        });
    }

    /// <inheritdoc />
    public double Run(int count) => (double)Ask("run", count)["seconds"]!;

    /// <inheritdoc />
    public void Dispose()
    {
        process.StandardInput.Close(); // its loop ends
        process.WaitForExit();
        process.Dispose();
    }

    private JsonNode Ask(string request, JsonNode value)
    {
        process.StandardInput.WriteLine(new JsonObject { [request] = value }.ToJsonString());
        process.StandardInput.Flush();
        return Read();
    }

    private JsonNode Read() => process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new BenchException($"the PyTorch twin ({Setting}) ended early; its own words are above");
}
