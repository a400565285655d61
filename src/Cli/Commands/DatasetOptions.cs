using System.CommandLine;

namespace AwacAkka.Cli.Commands;

/// <summary>What the commands on datasets share.</summary>
internal static class DatasetOptions
{
    /// <summary>Description of an argument that names a dataset.</summary>
    public const string Source = "An .npz file, a D4RL or Minari HDF5 file, Minari's folder, or DAPG's or rlkit's pickle of demonstrations.";

    /// <summary>The option <c>--out</c>.</summary>
    public static Option<string> Out(string description, string kind = "FILE") =>
        new Option<string>("--out") { Description = description, HelpName = kind, Required = true }.Checked();
}
