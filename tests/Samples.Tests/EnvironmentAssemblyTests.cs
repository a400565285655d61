using AwacAkka.Cli.Tests;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Samples.Tests;

/// <summary><c>--environment-assembly</c>, from what it loads to what it refuses.</summary>
public class EnvironmentAssemblyTests : CommandLineHarness
{
    [Fact]
    public async Task An_assembly_adds_its_environments_to_the_list()
    {
        var outcome = await RunAsync("envs", "--environment-assembly", RobotsAssembly.Path);
        Assert.Equal(0, outcome.Code);
        Assert.Matches("BalanceBeam-v0 +4 observed +1 actions +300 steps", outcome.Out);
        Assert.Matches("Docking-v0 +2 observed +1 actions +100 steps", outcome.Out);
    }

    [Fact]
    public async Task Datasets_are_made_and_checked_in_it()
    {
        string[] assembly = ["--environment-assembly", RobotsAssembly.Path];
        var made = await RunAsync(
            ["dataset", "make", "--environment", "Docking-v0", "--policy", "random", "--steps", "200", "--out", In("data.npz"), .. assembly]);
        Assert.Equal((0, ""), (made.Code, made.Error));
        var info = await RunAsync(["dataset", "info", In("data.npz"), "--environment", "Docking-v0", .. assembly]);
        Assert.Equal((0, ""), (info.Code, info.Error));
        Assert.Contains("[200, 2]", info.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_names_it_relative_to_itself_as_a_text_or_in_a_list()
    {
        Assert.Equal(0, (await RunAsync("envs", "--environment-assembly", RobotsAssembly.Path)).Code);
        File.Copy(RobotsAssembly.Path, In("Mine.dll"));
        foreach (var value in new[] { "\"Mine.dll\"", "[\"Mine.dll\"]", "[\"Mine.dll\", \"./Mine.dll\"]" })
        {
            // The copy brings the same ids again, which tells that it was found.
            var scenario = Write("run.conf", $"include \"reference.conf\"\noffline.updates = 0\nenvironment {{ id = Docking-v0, assembly = {value} }}");
            await RefuseAsync("there already is an environment 'BalanceBeam-v0'", "train", "--config", scenario, "--run", In("run"));
        }

        var wrong = Write("run.conf", "include \"reference.conf\"\noffline.updates = 0\nenvironment.assembly = [[1]]");
        await RefuseAsync("expected a text or a list of texts", "train", "--config", wrong, "--run", In("run"));
    }

    [Fact]
    public async Task A_file_that_is_no_such_assembly_is_refused_with_what_is_wrong()
    {
        await RefuseEnvsAsync("there is no environment assembly", In("absent.dll"));
        await RefuseEnvsAsync("there is no environment assembly", Folder);
        await RefuseEnvsAsync("is no .NET assembly", Write("text.dll", "not an assembly"));
        await RefuseEnvsAsync("is no .NET assembly", Write("empty.dll", ""));
        await RefuseEnvsAsync("is no .NET assembly", Path.Combine(AppContext.BaseDirectory, "libawacmujoco.so"));
        await RefuseEnvsAsync("holds no environment: it needs a public class", typeof(Assert).Assembly.Location);
    }

    [Fact]
    public async Task An_assembly_without_an_environment_is_refused()
    {
        var own = typeof(EnvironmentAssembly).Assembly.GetName().Version!;
        await RefuseEnvsAsync("holds no environment: it needs a public class", ForeignAssembly.Write(In("bare.dll"), own));
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(0, 0)]
    public async Task An_assembly_built_against_another_version_is_refused_with_both(int major, int minor)
    {
        var path = ForeignAssembly.Write(In("old.dll"), new Version(major, minor, 3, 0));
        await RefuseEnvsAsync($"was built against AwacAkka.Environments {major}.{minor}.3.0, but this program has", path);
    }

    [Fact]
    public async Task Two_of_one_id_are_refused_and_nothing_of_the_second_is_kept()
    {
        Assert.Equal(0, (await RunAsync("envs", "--environment-assembly", RobotsAssembly.Path)).Code);
        var copy = In("Copy.dll");
        File.Copy(RobotsAssembly.Path, copy);
        var before = EnvironmentRegistry.Ids;
        await RefuseEnvsAsync("there already is an environment 'BalanceBeam-v0'", copy);
        Assert.Equal(before, EnvironmentRegistry.Ids);
        Assert.Equal(0, (await RunAsync("envs", "--environment-assembly", RobotsAssembly.Path)).Code);
    }

    private Task RefuseEnvsAsync(string expected, string assembly) => RefuseAsync(expected, "envs", "--environment-assembly", assembly);
}
