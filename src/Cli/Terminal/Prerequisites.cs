using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;
using AwacAkka.Environments;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Cli.Terminal;

/// <summary>Finds out what this machine lacks for a run, while nothing has been written yet.</summary>
internal static class Prerequisites
{
    /// <summary>
    /// Loads the native libraries that a configuration needs, and takes a few steps in its environment; notes on the error stream what can be
    /// done without.
    /// </summary>
    /// <exception cref="RunConfigException">The device or the precision is not there, or the algorithm cannot take the environment's actions, or it hangs.</exception>
    /// <exception cref="EnvironmentFailureException">The environment's own code fails, or it is not repeatable.</exception>
    /// <exception cref="MissingNativeLibraryException">The environment's engine is not installed.</exception>
    /// <exception cref="DllNotFoundException">The learner's engine is not installed.</exception>
    public static void Check(RunConfig config, CliConsole console)
    {
        EnvironmentProbe.Try(config);
        CheckMachine(config, console);
    }

    /// <summary>
    /// The same for a run that has begun, whose environment is only made: what it was begun in, it may go on in. Notes, too, where that is of
    /// another build than it was begun with.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="config">What it is or is to be.</param>
    /// <param name="console">Where notes go.</param>
    /// <exception cref="RunConfigException">As above.</exception>
    public static void CheckBegun(RunFolder folder, RunConfig config, CliConsole console)
    {
        EnvironmentProbe.Probe(config);
        CheckMachine(config, console);
        if (RecordedInputs.EnvironmentNotice(folder, config) is { } notice)
        {
            console.Error.WriteLine($"note: {notice}");
        }
    }

    /// <summary>Loads what computes the learner's matrix products, and notes on the error stream where that is not OpenBLAS.</summary>
    /// <exception cref="DllNotFoundException">The engine that the environment names is not there.</exception>
    public static void LoadMatrixEngine(CliConsole console)
    {
        Blas.Initialise();
        if (Blas.Notice is { } notice)
        {
            console.Error.WriteLine($"note: {notice}");
        }
    }

    private static void CheckMachine(RunConfig config, CliConsole console)
    {
        LoadMatrixEngine(console);
        if (LearnerFactory.ProblemOf(config) is { } problem)
        {
            throw new RunConfigException(problem);
        }

        CheckPrecision(config.Learner);
    }

    private static void CheckPrecision(LearnerSection learner)
    {
        if (learner.Precision != Precision.Bfloat16)
        {
            return;
        }

        if (learner.Device is not ("auto" or "cpu"))
        {
            throw new RunConfigException(
                $"learner.precision is bfloat16, which learner.device {learner.Device} does not offer; use auto, or float32");
        }

        if (!Bfloat16Mlp.IsSupported)
        {
            throw new RunConfigException(
                "learner.precision is bfloat16, but this processor has no AMX tiles for it (amx_bf16 in /proc/cpuinfo); use float32");
        }
    }
}
