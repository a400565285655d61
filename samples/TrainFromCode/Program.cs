using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Data.Survey;
using AwacAkka.Policies;
using Microsoft.Extensions.Logging.Abstractions;

// Learn from a log: 500 updates on it, then 2,000 steps in the simulator with an update each.
var config = RunConfigLoader.Load(file: null,
[
    "environment.id=Pendulum-v1", "dataset.path=pendulum.npz", "offline.updates=500", "online.steps=2000", "evaluation.every-rounds=1",
    "algorithm.policy-hidden=[64, 64]", "algorithm.critic-hidden=[64, 64]", "algorithm.online-batch-size=128",
    "algorithm.lambda=0.3", "algorithm.policy-learning-rate=1e-3", "algorithm.critic-learning-rate=1e-3",
]);
var data = DatasetFile.Load("pendulum.npz");
var folder = RunFolder.Create("runs/from-code", config, seed: 1, data.ContentHash());
var run = new RunRequest(config, Seed: 1, data, folder);
var result = await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(run, new ConsoleProgress(), CancellationToken.None);

// Act with the policy.
using var environment = PolicyEnvironment.Make("Pendulum-v1");
var policy = new PolicyNetwork(folder.ReadPolicy());
var observation = new double[policy.ObservationDimension];
var action = new float[policy.ActionDimension];
var total = 0.0;
environment.Reset(seed: 7, observation);
for (var truncated = false; !truncated;)
{
    policy.ActMean(observation, action);
    (var reward, _, truncated, _) = environment.Step([.. action], observation);
    total += reward;
}

Console.WriteLine($"return {total:f1}, digest {result.Digest}");

internal sealed class ConsoleProgress : IRunProgress
{
    public void Advanced(RunAdvance advance)
    {
    }

    public void RoundEnded(MetricsRow row) => Console.WriteLine($"{row.Updates} updates, {row.Steps} steps: {row.Evaluation?.MeanReturn:f1}");

    public void Noticed(string sentence) => Console.WriteLine(sentence);
}
