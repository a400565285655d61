using System.Diagnostics;
using System.Runtime.Versioning;

namespace AwacAkka.Cli.Tests;

/// <summary><c>scripts/run</c> in a folder whose other scripts only tell what they are asked for.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Category", "Run")]
public sealed class RunScriptTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("awac-run-script").FullName;

    public RunScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(root, "scripts"));
        Directory.CreateDirectory(Path.Combine(root, "elsewhere"));
        File.Copy(Path.Combine(Repository(), "scripts", "run"), Path.Combine(root, "scripts", "run"));
        Write("setup", "exit 0");
        Write("awac", "echo \"$*\"");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("", "--seed 1 --run runs/quickstart")]
    [InlineData("--set online.steps=2", "--seed 1 --run runs/quickstart --set online.steps=2")]
    [InlineData("--seed 2", "--run runs/quickstart --seed 2")]
    [InlineData("--seed=2", "--run runs/quickstart --seed=2")]
    [InlineData("--run x", "--seed 1 --run x")]
    [InlineData("--run x --seed 2", "--run x --seed 2")]
    public void Arguments_go_to_train_and_take_the_place_of_defaults(string arguments, string passed) =>
        Assert.Equal($"train --config {root}/hocon/quickstart.conf {passed}", Run(root, arguments));

    [Fact]
    public void A_relative_path_is_the_callers()
    {
        var elsewhere = Path.Combine(root, "elsewhere");
        Assert.Equal($"train --config {root}/hocon/quickstart.conf --seed 1 --run x", Run(elsewhere, "--run x"));
        Directory.CreateDirectory(Path.Combine(root, "runs", "quickstart"));
        Assert.Equal($"train --config {root}/hocon/quickstart.conf --seed 1 --run {root}/runs/quickstart-2", Run(elsewhere, ""));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AwacAkka.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the tests do not lie in the repository");
        }

        return folder;
    }

    private void Write(string script, string line)
    {
        var path = Path.Combine(root, "scripts", script);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The last line that it says.</summary>
    private string Run(string from, string arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(root, "scripts", "run"), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = from,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd().Split('\n')[^1];
    }
}
