using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Algorithms.Abm;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Awr;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.Algorithms.Bear;
using AwacAkka.Learning.Algorithms.Brac;
using AwacAkka.Learning.Algorithms.CalQl;
using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Algorithms.Crr;
using AwacAkka.Learning.Algorithms.Dapg;
using AwacAkka.Learning.Algorithms.Dqn;
using AwacAkka.Learning.Algorithms.Iql;
using AwacAkka.Learning.Algorithms.Marwil;
using AwacAkka.Learning.Algorithms.Rebrac;
using AwacAkka.Learning.Algorithms.Reinforce;
using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Algorithms.Td3Bc;
using AwacAkka.Learning.Algorithms.Wsrl;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms;

/// <summary>All algorithms. A new one gets its line here; nothing else in <c>src/</c> has to know of it.</summary>
public static class AlgorithmRegistry
{
    /// <summary>The algorithms; the first is the default.</summary>
    public static IReadOnlyList<Algorithm> All { get; } =
    [
        new AwacAlgorithm(),
        new SacAlgorithm(),
        new BcAlgorithm(),
        new IqlAlgorithm(),
        new Td3BcAlgorithm(),
        new RlpdAlgorithm(),
        new WsrlAlgorithm(),
        new RebracAlgorithm(),
        new CqlAlgorithm(),
        new CalQlAlgorithm(),
        new AwrAlgorithm(),
        new MarwilAlgorithm(),
        new CrrAlgorithm(),
        new BracAlgorithm(),
        new BearAlgorithm(),
        new AbmAlgorithm(),
        new ReinforceAlgorithm(),
        new A2cAlgorithm(),
        new DapgAlgorithm(),
        new DqnAlgorithm(),
    ];

    /// <summary>All presets by name.</summary>
    public static IReadOnlyDictionary<string, Preset> Presets { get; } =
        All.SelectMany(algorithm => algorithm.Presets).ToDictionary(preset => preset.Name);

    /// <summary>The algorithm of that name; null where there is none.</summary>
    public static Algorithm? Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name);

    /// <summary>What an update of an algorithm with these values is given.</summary>
    public static BatchPlan BatchesOf(AlgorithmConfig config) => Of(config).Batches(config);

    /// <summary>The algorithm that a configuration is of.</summary>
    /// <exception cref="ArgumentException">It is not in the list.</exception>
    public static Algorithm Of(AlgorithmConfig config) =>
        Find(config.Algorithm) ?? throw new ArgumentException($"the algorithm '{config.Algorithm}' is not in the list of algorithms", nameof(config));
}
