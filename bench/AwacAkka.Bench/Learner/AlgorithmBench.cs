using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Bench.Learner;

/// <summary>
/// <c>learner --algorithm</c>: updates per second of an algorithm's fused learner against the same update on TorchSharp, in its best setting. One that
/// has no fused learner trains on TorchSharp itself, so that its ratio is 1 and nothing is measured.
/// </summary>
internal static class AlgorithmBench
{
    /// <summary>Stands for every algorithm.</summary>
    public const string All = "all";

    private const string Unit = "updates/s";

    /// <summary>Races the algorithm of that name, or all, each with the values of its first preset.</summary>
    /// <exception cref="BenchException">There is no such algorithm.</exception>
    public static void Run(Race race, string name, FigureWriter figures, TextWriter notes)
    {
        Algorithm[] algorithms = [.. AlgorithmRegistry.All.Where(algorithm => name is All || algorithm.Name == name)];
        if (algorithms.Length == 0)
        {
            throw new BenchException($"there is no algorithm '{name}'; there are: {All}, {string.Join(", ", AlgorithmRegistry.All.Select(algorithm => algorithm.Name))}");
        }

        MachineNotes.Write(notes);
        TorchSharpPeer[] peers = algorithms.Any(algorithm => algorithm.IsFused) ? [.. TorchSharpSetting.All.Select(setting => new TorchSharpPeer(setting))] : [];
        try
        {
            foreach (var algorithm in algorithms)
            {
                foreach (var figure in algorithm.IsFused ? LearnerCase.Of(algorithm).Select(@case => Raced(@case, race, peers)) : [OnTorchSharpAlone(algorithm)])
                {
                    figures.Write(figure);
                }
            }
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }

    private static Figure Raced(LearnerCase @case, Race race, TorchSharpPeer[] peers)
    {
        using var fused = new OwnLearner("fused", @case, initial => LearnerBench.Fused(@case, initial));
        Array.ForEach(peers, peer => peer.Build(@case));
        return Figure.Of($"{@case.Algorithm.Name}: {@case.Name}", Unit, fused, peers, race.Run([fused, .. peers]));
    }

    private static Figure OnTorchSharpAlone(Algorithm algorithm) =>
        new($"{algorithm.Name}: {algorithm.Presets[0].Name}", Unit, Ours: null, Theirs: null, Ratio: 1, Spread: 0, Rival: "itself: it has no fused learner");
}
