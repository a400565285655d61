using System.Globalization;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Bench;

/// <summary>What a figure's reader must know of the machine, on the error stream so that figures stay alone on the output.</summary>
internal static class MachineNotes
{
    private const double BusyLoad = 0.5;

    /// <summary>Names the processor and the matrix kernels, and warns where something else is running.</summary>
    public static void Write(TextWriter notes)
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        notes.WriteLine($"{Environment.ProcessorCount} cores, {model?[(model.IndexOf(':') + 1)..].Trim()}; kernels {Blas.Description}");
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        if (load > BusyLoad)
        {
            notes.WriteLine($"the machine is busy (load {load}): rates are too low, only ratios of alternating blocks say something");
        }
    }
}
