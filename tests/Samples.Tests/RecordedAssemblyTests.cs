using System.Diagnostics;
using AwacAkka.Cli.Tests;

namespace AwacAkka.Samples.Tests;

/// <summary>A run in a user's environment, gone back to by processes that have not loaded it before.</summary>
[Trait("Category", "Run")]
public sealed class RecordedAssemblyTests : CommandLineHarness
{
    private static readonly string[] Short =
    [
        "--set", "online.steps=400", "--set", "online.steps-per-round=200", "--set", "online.random-steps=200",
        "--set", "online.updates-per-step=0.1", "--set", "algorithm.policy-hidden=[8]", "--set", "algorithm.critic-hidden=[8]",
    ];

    [Fact]
    public void A_run_finds_its_assembly_again_also_where_it_has_moved_to()
    {
        Install("here");
        var scenario = Path.Combine(AppContext.BaseDirectory, "docking.conf");
        var trained = Awac(["train", "--config", scenario, "--run", In("run"), "--environment-assembly", In("here/Robots.dll"), .. Short]);
        Assert.Equal((0, ""), (trained.Code, trained.Error));
        Assert.Contains($"environment.assembly = [\"{In("here/Robots.dll")}\"]", File.ReadAllText(In("run/config.conf")), StringComparison.Ordinal);

        Assert.Equal(0, Awac("verify", In("run")).Code);
        Assert.Equal(0, Awac("resume", In("run")).Code);
        Assert.Contains("Docking-v0, 2 episodes", Awac("evaluate", In("run"), "--episodes", "2").Out, StringComparison.Ordinal);

        Directory.Move(In("here"), In("there"));
        var lost = Awac("evaluate", In("run"));
        Assert.Equal((2, $"error: there is no environment assembly '{In("here/Robots.dll")}'\n"), (lost.Code, lost.Error));
        var found = Awac("verify", In("run"), "--environment-assembly", In("there/Robots.dll"));
        Assert.Equal((0, ""), (found.Code, found.Error));
    }

    [Fact]
    public void Another_build_of_the_assembly_is_noted_by_what_goes_back_to_the_run_and_refused_by_a_comparison()
    {
        Install("here");
        string[] assembly = ["--environment-assembly", In("here/Robots.dll")];
        var scenario = Path.Combine(AppContext.BaseDirectory, "docking.conf");
        var keys = string.Join(", ", Short.Where(part => part != "--set").Select(part => $"\"{part}\""));
        var comparison = Write("docking.conf", $"name = docking\nseeds = \"1\"\nintervals = false\nentries = [sac]\nconfig = \"{scenario}\"\nset = [{keys}]\nevaluation.episodes = 2");
        string[] compare = ["compare", "--config", comparison, "--out", In("compared"), .. assembly];
        Assert.Equal(0, Awac(compare).Code);
        var run = In("compared/runs/sac/seed1");
        Assert.Matches("\n# environment assembly sha256 [0-9a-f]{64}\n", File.ReadAllText(Path.Combine(run, "config.conf")));
        Assert.Equal((0, ""), (Awac("verify", run).Code, Awac("verify", run).Error));

        File.AppendAllText(In("here/Robots.dll"), " "); // behind all that is loaded of it
        foreach (var command in (string[][])[["verify", run], ["fork", run, "--round", "1", "--set", "algorithm.tau=0.01", "--run", In("fork")]])
        {
            var noted = Awac(command);
            Assert.True(noted.Code == 0, noted.Error);
            Assert.StartsWith("note: the assembly of Docking-v0 is another build than the one that the run began with", noted.Error, StringComparison.Ordinal);
        }

        Assert.Equal("", Awac("verify", In("fork")).Error); // it began with this build
        var refused = Awac(compare);
        Assert.Equal(2, refused.Code);
        Assert.Contains("another build of the environment's assembly than it was begun with", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_processes_load_the_assembly_as_well()
    {
        Install("here");
        var scenario = Path.Combine(AppContext.BaseDirectory, "docking.conf");
        string[] arguments = ["train", "--config", scenario, "--environment-assembly", In("here/Robots.dll"), .. Short];
        var threads = Awac([.. arguments, "--run", In("threads")]);
        var processes = Awac([.. arguments, "--run", In("processes"), "--set", "rollouts.isolation=process"]);
        Assert.Equal((0, ""), (processes.Code, processes.Error));
        Assert.StartsWith("digest ", processes.LastLine, StringComparison.Ordinal);
        Assert.Equal(threads.LastLine, processes.LastLine);
    }

    private void Install(string folder)
    {
        Directory.CreateDirectory(In(folder));
        foreach (var file in new[] { "Robots.dll", "balance_beam.xml" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(In(folder), file));
        }
    }

    private static Outcome Awac(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "awac");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, error.Result);
    }
}
