using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using AwacAkka.Bench;
using AwacAkka.GpuCheck;
using AwacAkka.Learning.Torch;
using AwacAkka.Numerics.Kernels;
using TorchSharp;

const string Cuda = "cuda:";
var device = new Option<string>("--device") { Description = "cuda:N, or cpu for a rehearsal.", DefaultValueFactory = _ => "cuda:0" };
var python = new Option<string?>("--python") { Description = "A Python that has PyTorch; without it and --libtorch, python3." };
var folder = new Option<string?>("--libtorch") { Description = "A libtorch's folder, instead of the one in Python's PyTorch." };
var target = new Option<string>("--out") { Description = "The JSON file to write.", DefaultValueFactory = _ => DefaultTarget() };
var seconds = new Option<double>("--seconds")
{
    Description = "About how long a block of the measurement takes; 3 blocks a case.",
    DefaultValueFactory = _ => 1,
};
device.Validators.Add(result =>
{
    var name = result.GetValue(device)!;
    if (name != "cpu" && !(name.StartsWith(Cuda, StringComparison.Ordinal) && uint.TryParse(name.AsSpan(Cuda.Length), out _)))
    {
        result.AddError($"--device is {name}: expected cuda:N or cpu");
    }
});
target.Validators.Add(result =>
{
    var file = result.GetValue(target)!;
    if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
    {
        result.AddError($"--out is {file}: its folder does not exist");
    }
});
var root = new RootCommand("Trains AWAC and SAC on a GPU, compares with the processor, and measures; see docs/gpu.md.")
{
    device, python, folder, target, seconds,
};
root.SetAction(parsed =>
{
    var report = new GpuReport(parsed.GetValue(target)!);
    try
    {
        Check(parsed.GetValue(device)!, parsed.GetValue(python), parsed.GetValue(folder), new Race(3, parsed.GetValue(seconds)), report);
    }
    catch (Exception e) when (e is BenchException or DllNotFoundException)
    {
        report.Fail(e.Message);
        return 2;
    }

    return report.IsGood ? 0 : 1;
});
var commandLine = root.Parse(args);
if (commandLine.Errors is [var error, ..])
{
    Console.Error.WriteLine($"error: {error.Message.TrimEnd('.')}; see awac-gpu-check --help");
    return 2;
}

return commandLine.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

static void Check(string device, string? python, string? folder, Race race, GpuReport report)
{
    python ??= folder is null ? "python3" : null;
    report.Set("asked", new JsonObject { ["device"] = device, ["python"] = python, ["libtorch"] = folder });
    report.Begin("libtorch");
    if (python is not null)
    {
        var seen = PythonProbe.Run(python, device);
        folder ??= (string)seen["folder"]!;
        report.Set("pytorch", seen);
    }

    // Another version than TorchSharp's is named in the report, and tried: that is what this program is for.
    Environment.SetEnvironmentVariable(Libtorch.FolderVariable, folder);
    Environment.SetEnvironmentVariable(Libtorch.AnyVersionVariable, "1");
    Libtorch.Load();
    report.Set("libtorch", new JsonObject { ["folder"] = folder, ["loaded"] = Libtorch.Description, ["wanted"] = Libtorch.WantedVersion });
    report.Set("machine", new JsonObject
    {
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["dotnet"] = Environment.Version.ToString(),
        ["matrices"] = Blas.Description,
    });
    if (device != "cpu" && uint.Parse(device.AsSpan(Cuda.Length)) >= Gpus())
    {
        throw new BenchException(
            $"this libtorch finds no {device} (it finds {Gpus()} GPUs): name another --device, or --python with a PyTorch for CUDA");
    }

    foreach (var @case in AgreementCheck.Cases)
    {
        AgreementCheck.Run(@case, device, report);
    }

    SpeedCheck.Run(device, python, race, report);
    report.Begin("done");
    report.Set("finished", true);
}

[MethodImpl(MethodImplOptions.NoInlining)]
static int Gpus() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

static string DefaultTarget() =>
    Path.Combine(Environment.GetEnvironmentVariable("OUT") is { Length: > 0 } folder ? folder : ".", "gpu-check.json");

static string? Processor()
{
    var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
    return model?[(model.IndexOf(':') + 1)..].Trim();
}
