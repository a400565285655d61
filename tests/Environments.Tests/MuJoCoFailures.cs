using System.Runtime.Loader;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>MuJoCo's own handlers end the process or write log files; here every failure is an exception, and the next simulation works.</summary>
public class MuJoCoFailures
{
    private const string Pendulum =
        """<mujoco><worldbody><body><joint name="hinge" type="hinge"/><geom size="0.1"/></body></worldbody><actuator><motor joint="hinge"/></actuator></mujoco>""";

    [Theory]
    [InlineData("this is not XML", "XML")]
    [InlineData("<mujoco><worldbody><body><geom size='-1'/></body></worldbody></mujoco>", "size")]
    [InlineData("<mujoco><worldbody><body><joint/></body></worldbody></mujoco>", "mass")]
    [InlineData("<mujoco><actuator><motor joint='absent'/></actuator></mujoco>", "absent")]
    [InlineData("<mujoco><wrongelement/></mujoco>", "wrongelement")]
    public void A_bad_model_is_refused_with_the_reason(string xml, string reason)
    {
        var exception = Assert.Throws<MuJoCoException>(() => MuJoCoModel.FromXml(xml));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        using var simulation = Simulate(Pendulum);
        simulation.Advance(1);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var exception = Assert.Throws<MuJoCoException>(() => MuJoCoModel.FromFile("absent/robot.xml"));
        Assert.Contains("absent/robot.xml", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_file_compiles_like_its_text()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Pendulum);
            using var fromFile = MuJoCoModel.FromFile(path);
            using var fromText = MuJoCoModel.FromXml(Pendulum);
            Assert.Equal(fromText.Doubles("body_inertia"), fromFile.Doubles("body_inertia"));
            Assert.Equal(0, fromFile.IndexOf(MuJoCoObject.Joint, "hinge"));
            Assert.Equal("hinge", fromFile.NameOf(MuJoCoObject.Joint, 0));
            Assert.Null(fromFile.NameOf(MuJoCoObject.Geom, 0));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Unknown_names_are_refused()
    {
        using var model = MuJoCoModel.FromXml(Pendulum);
        Assert.Throws<ArgumentException>(() => model.Doubles("body_weight"));
        Assert.Throws<ArgumentException>(() => model.Doubles("jnt_type"));
        Assert.Throws<ArgumentException>(() => model.Option("weather"));
        Assert.Throws<ArgumentException>(() => model.IndexOf(MuJoCoObject.Joint, "knee"));
    }

    /// <summary>
    /// Enough working memory for the default pose, too little for forty joint limits at once: the engine's fatal error, from its depths.
    /// </summary>
    [Fact]
    public void A_fatal_error_inside_the_engine_is_an_exception_and_a_reset_heals_it()
    {
        const int joints = 40;
        var bodies = string.Concat(Enumerable.Range(0, joints).Select(_ =>
            "<body><joint type='slide' limited='true' range='-1 1'/><geom size='0.1' contype='0' conaffinity='0'/></body>"));
        using var simulation = Simulate($"<mujoco><size nstack='2000'/><worldbody>{bodies}</worldbody></mujoco>");
        simulation.Advance(1);
        simulation.Write(SimulationField.Position, 0, Enumerable.Repeat(5.0, joints).ToArray());
        var exception = Assert.Throws<MuJoCoException>(() => simulation.Advance(1));
        Assert.Contains("Stack overflow", exception.Message, StringComparison.Ordinal);
        simulation.Reset();
        simulation.Advance(1);
        Assert.Equal(0.002, simulation.Time, 1e-15);
    }

    /// <summary>MuJoCo itself would silently start again from the default pose.</summary>
    [Theory]
    [InlineData(SimulationField.Position, double.NaN)]
    [InlineData(SimulationField.Velocity, 1e12)]
    [InlineData(SimulationField.AppliedForce, 1e300)]
    public void A_diverged_simulation_is_an_exception_and_a_reset_heals_it(SimulationField field, double value)
    {
        using var simulation = Simulate(Pendulum);
        var state = new byte[simulation.StateSize];
        simulation.SaveState(state);
        simulation.Write(field, 0, value);
        Assert.Contains("diverged", Assert.Throws<MuJoCoException>(() => simulation.Advance(2)).Message, StringComparison.Ordinal);
        simulation.RestoreState(state);
        simulation.Advance(2);
        Assert.Equal(2 * 0.002, simulation.Time, 1e-15);
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
    }

    [Fact]
    public void A_simulation_refuses_work_after_its_model_is_gone()
    {
        var model = MuJoCoModel.FromXml(Pendulum);
        using var simulation = new MuJoCoSimulation(model);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => simulation.Advance(1));
        Assert.Throws<ObjectDisposedException>(() => new MuJoCoSimulation(model));
    }

    [Fact]
    public void A_missing_native_library_is_one_sentence_that_names_the_package()
    {
        var context = new ContextWithoutNativeLibraries();
        var environments = context.LoadFromAssemblyPath(typeof(EnvironmentRegistry).Assembly.Location);
        var make = environments.GetType(typeof(EnvironmentRegistry).FullName!)!.GetMethod(nameof(EnvironmentRegistry.Make))!;
        var exception = Assert.Throws<System.Reflection.TargetInvocationException>(() => make.Invoke(null, ["HalfCheetah-v4"])).InnerException!;
        Assert.Equal(nameof(MissingNativeLibraryException), exception.GetType().Name);
        Assert.Contains("libmujoco-dev", exception.Message, StringComparison.Ordinal);
        Assert.Contains("scripts/setup", exception.Message, StringComparison.Ordinal);
        Assert.Equal(".", exception.Message[^1..]);
        using var pendulum = (IDisposable)make.Invoke(null, ["Pendulum-v1"])!;
    }

    private static MuJoCoSimulation Simulate(string xml)
    {
        // A simulation keeps the model that it was made from, so this one may go out of scope.
        return new MuJoCoSimulation(MuJoCoModel.FromXml(xml));
    }

    /// <summary>Loads managed assemblies again, and finds no native one.</summary>
    private sealed class ContextWithoutNativeLibraries() : AssemblyLoadContext("no native libraries")
    {
        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName assemblyName) =>
            assemblyName.Name!.StartsWith("AwacAkka", StringComparison.Ordinal)
                ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
                : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => throw new DllNotFoundException(unmanagedDllName);
    }
}
