namespace AwacAkka.Architecture.Tests;

/// <summary>The architecture: every namespace of <c>src/</c>, from the bottom to the top. One refers only to those before it.</summary>
internal static class Layers
{
    /// <summary>The order. A new namespace gets its line where it belongs.</summary>
    public static readonly IReadOnlyList<string> BottomUp =
    [
        "AwacAkka.Randomness", // addressed random numbers, portable arithmetic

        "AwacAkka.Statistics", // means, intervals and comparisons of figures

        "AwacAkka.Numerics.Memory", // buffers outside the managed heap, and views of them that know their bounds
        "AwacAkka.Numerics.Threads", // work split over threads, the same bits for any number of them
        "AwacAkka.Numerics.Kernels", // matrix products, elementwise passes
        "AwacAkka.Numerics.Layers", // perceptrons forward and backward, Adam

        "AwacAkka.Policies", // a trained policy that acts: its file, its network
        "AwacAkka.Policies.Onnx", // the same as a model for other programs

        "AwacAkka.Data.Files", // files that are written whole or not at all, what identifies one
        "AwacAkka.Data.Transitions", // chunks, batches, the replay buffer, the normaliser
        "AwacAkka.Data.Formats.Npz",
        "AwacAkka.Data.Formats.Hdf5",
        "AwacAkka.Data.Formats.Pickles",
        "AwacAkka.Data.Formats.Minari",
        "AwacAkka.Data.Logs", // a controller's log in any format as transitions
        "AwacAkka.Data.Survey", // what is in a dataset, and what is wrong with it

        "AwacAkka.Environments", // the contract
        "AwacAkka.Environments.Wrappers",
        "AwacAkka.Environments.Classic",
        "AwacAkka.Environments.MuJoCo",
        "AwacAkka.Environments.Adroit",
        "AwacAkka.Environments.Mazes",
        "AwacAkka.Environments.Faults", // environments that fail on purpose
        "AwacAkka.Environments.Registry", // all of them by id, and those of users

        "AwacAkka.Collecting", // a policy in an environment: slots, episodes, datasets

        "AwacAkka.Learning.State", // everything that later updates depend on
        "AwacAkka.Learning.Training", // what all algorithms share: configuration, batches, the learner's contract
        "AwacAkka.Learning.Fused", // learners on the processor, without a tensor library
        "AwacAkka.Learning.Torch", // learners on TorchSharp
        "AwacAkka.Learning.Algorithms.Awac",
        "AwacAkka.Learning.Algorithms.Sac", // and the parts that RLPD, WSRL, CQL and Cal-QL share
        "AwacAkka.Learning.Algorithms.Bc",
        "AwacAkka.Learning.Algorithms.Iql",
        "AwacAkka.Learning.Algorithms.Td3Bc",
        "AwacAkka.Learning.Algorithms.Rlpd", // and the parts that WSRL shares
        "AwacAkka.Learning.Algorithms.Wsrl",
        "AwacAkka.Learning.Algorithms.Rebrac",
        "AwacAkka.Learning.Algorithms.Cql", // and the parts that Cal-QL shares
        "AwacAkka.Learning.Algorithms.CalQl",
        "AwacAkka.Learning.Algorithms.Awr",
        "AwacAkka.Learning.Algorithms.Marwil",
        "AwacAkka.Learning.Algorithms.Crr",
        "AwacAkka.Learning.Algorithms.Brac",
        "AwacAkka.Learning.Algorithms.Bear",
        "AwacAkka.Learning.Algorithms.Abm",
        "AwacAkka.Learning.Algorithms.Reinforce",
        "AwacAkka.Learning.Algorithms.A2c",
        "AwacAkka.Learning.Algorithms.Dapg",
        "AwacAkka.Learning.Algorithms.Dqn",
        "AwacAkka.Learning.Algorithms", // the list of them
        "AwacAkka.Learning.Diagnostics", // a training state, looked at from outside

        "AwacAkka.Actors.Records", // the events of a run
        "AwacAkka.Actors.Configuration", // a run's values, where each comes from, the schedule
        "AwacAkka.Actors.Storage", // the run folder
        "AwacAkka.Actors", // the contract: what starts a run, and what hears of it
        "AwacAkka.Actors.Journal",
        "AwacAkka.Actors.Learners",
        "AwacAkka.Actors.Rollouts",
        "AwacAkka.Actors.Replay",
        "AwacAkka.Actors.Evaluations",
        "AwacAkka.Actors.Reporting",
        "AwacAkka.Actors.Processes", // workers that are processes of their own
        "AwacAkka.Actors.Runs", // the run itself

        "AwacAkka.Clustering.Storage", // journals, checkpoints, datasets and the list of runs in PostgreSQL
        "AwacAkka.Clustering.Configuration", // what a node is told
        "AwacAkka.Clustering.Wire", // messages between nodes
        "AwacAkka.Clustering.Serving", // a rollout node: lanes, and the runs that share them
        "AwacAkka.Clustering.Dispatch", // a run's jobs, and which node is at which
        "AwacAkka.Clustering.Reports", // what nodes tell of themselves and of their runs
        "AwacAkka.Clustering.Runs", // runs as entities of the cluster
        "AwacAkka.Clustering.Nodes", // a node's actor system and certificates
        "AwacAkka.Clustering", // a member of the cluster

        "AwacAkka.Cli.Terminal", // streams, signals, exit codes
        "AwacAkka.Cli.Progress",
        "AwacAkka.Cli.Datasets",
        "AwacAkka.Cli.Commands",
        "AwacAkka.Cli.Diagnoses", // a run's checkpoints, looked at from outside
        "AwacAkka.Cli.Clusters", // commands that speak to a cluster
        "AwacAkka.Cli.Comparisons", // many runs as one job, in processes of their own
        "AwacAkka.Cli.Reproductions", // figures of papers, made again
        "AwacAkka.Cli", // the composition
    ];
}
