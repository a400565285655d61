using AwacAkka.Bench;
using AwacAkka.Bench.Kernels;
using AwacAkka.Numerics.Kernels;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

if (args is not ([] or ["--json"]))
{
    Console.Error.WriteLine("error: usage: scripts/bench kernels [--json]");
    return 2;
}

Blas.Initialise();
MachineNotes.Write(Console.Error);
var figures = new FigureWriter(Console.Out, args is ["--json"]);
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(3).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(150));
var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).AddColumnProvider(DefaultColumnProviders.Instance)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "awac-kernels"));
foreach (var type in (Type[])[typeof(ProductKernels), typeof(LayerKernels), typeof(DataKernels)])
{
    foreach (var report in BenchmarkRunner.Run(type, config).Reports)
    {
        Write(report);
    }
}

return 0;

void Write(BenchmarkReport report)
{
    var sizes = report.BenchmarkCase.Parameters.Items.Select(item => (int)item.Value).ToArray(); // of a product: m, n, k
    var shown = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo;
    var name = shown is ['\'', .. var quoted, '\''] ? quoted : shown;
    name = sizes.Length > 0 ? $"{name}: {string.Join(" x ", sizes)}" : name;
    if (report.ResultStatistics is not { } times)
    {
        throw new InvalidOperationException($"{name} could not be measured");
    }

    var spread = (times.Max - times.Min) / times.Median;
    figures.Write(new Figure(name, "us", times.Median / 1e3, null, null, spread, null));
    if (sizes.Length > 0)
    {
        var operations = sizes.Aggregate(2.0, (product, size) => product * size);
        figures.Write(new Figure(name, "GFLOP/s", operations / times.Median, null, null, spread, null));
    }
}
