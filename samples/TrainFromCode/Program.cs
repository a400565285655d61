using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Survey;

// Learn from a log: 500 updates on it, then 2,000 steps in the simulator with an update each.
var config = RunConfigLoader.Load(file: null,
[
    "environment.id=Pendulum-v1", "dataset.path=pendulum.npz", "offline.updates=500", "online.steps=2000", "evaluation.every-rounds=1",
    "algorithm.policy-hidden=[64, 64]", "algorithm.critic-hidden=[64, 64]", "algorithm.online-batch-size=128",
    "algorithm.lambda=0.3", "algorithm.policy-learning-rate=1e-3", "algorithm.critic-learning-rate=1e-3",
]);
var data = DatasetFile.Load("pendulum.npz");
var folder = RunFolder.Create("runs/from-code", config, seed: 1, data.ContentHash());
var launcher = new RunLauncher();
var progress = new RoundProgress(row => Console.WriteLine($"{row.Updates} updates, {row.Steps} steps: {row.Evaluation?.MeanReturn:f1}"));
var result = await launcher.TrainAsync(new RunRequest(config, Seed: 1, data, folder), progress);
var judged = await launcher.EvaluateAsync("Pendulum-v1", folder.ReadPolicy(), episodes: 10, seed: 7);
Console.WriteLine($"return {judged.MeanReturn:f1}, digest {result.Digest}");
