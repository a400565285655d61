using System.Text.Json.Nodes;
using AwacAkka.Bench.PyTorch;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Bench.Learner;

/// <summary>The same algorithm in PyTorch (bench/pytorch/awac.py, sac.py), which runs updates on request.</summary>
internal sealed class PyTorchTwin(string python, PyTorchSetting setting, string script) : IContender, IDisposable
{
    /// <summary>Where it runs.</summary>
    public PyTorchProcess Process { get; } = new(python, setting, script);

    /// <inheritdoc />
    public string Setting => Process.Setting;

    /// <summary>Whether an algorithm has a twin.</summary>
    public static bool Exists(string algorithm) => algorithm is "awac" or "sac";

    /// <summary>One twin per thread setting.</summary>
    public static PyTorchTwin[] StartAll(string script)
    {
        var python = PyTorchInstallation.FindPython();
        return [.. PyTorchSetting.All.Select(setting => new PyTorchTwin(python, setting, script))];
    }

    /// <summary>What a twin's learner is made with.</summary>
    public static JsonObject Parameters(ActorCriticConfig config)
    {
        var parameters = new JsonObject
        {
            ["observation"] = LearnerCase.Observation,
            ["action"] = LearnerCase.Action,
            ["hidden"] = new JsonArray([.. config.PolicyHidden.Select(width => JsonValue.Create(width))]),
            ["learning_rate"] = config.PolicyLearningRate,
            ["gamma"] = config.Gamma,
            ["tau"] = config.Tau,
        };
        foreach (var (name, value) in Own(config))
        {
            parameters[name] = value;
        }

        return parameters;
    }

    /// <summary>Replaces the learner by a new one of that case.</summary>
    public void Build(LearnerCase @case)
    {
        var parameters = Parameters((ActorCriticConfig)@case.Config);
        parameters["batch"] = @case.Batch;
        parameters["rows"] = @case.Rows;
        parameters["idle_units"] = @case.IdleUnits;
        Process.Ask("build", parameters);
    }

    /// <inheritdoc />
    public double Run(int count) => (double)Process.Ask("run", count)["seconds"]!;

    /// <inheritdoc />
    public void Dispose() => Process.Dispose();

    private static (string Name, float Value)[] Own(ActorCriticConfig config) => config switch
    {
        AwacConfig awac =>
        [
            ("lambda_", awac.Lambda), ("weight_max", awac.WeightMax), ("log_std_min", awac.LogStdMin), ("log_std_max", awac.LogStdMax),
        ],
        SacConfig sac => [("log_std_min", sac.LogStdMin), ("log_std_max", sac.LogStdMax)],
        _ => throw new BenchException($"{config.Algorithm} has no twin"),
    };
}
