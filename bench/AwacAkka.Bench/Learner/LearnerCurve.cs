using AwacAkka.Bench.Rollout;

namespace AwacAkka.Bench.Learner;

/// <summary>
/// <c>learner --curve</c>: what an update of the fused AWAC costs as one size grows and the others stay, and beside workers that collect.
/// </summary>
internal static class LearnerCurve
{
    private const int Batch = 256;
    private const int Width = 256;
    private const int Rows = 100_000;
    private static readonly int[] Workers = [1, 2, 4];

    private static IEnumerable<LearnerCase> Cases =>
    [
        .. from batch in (int[])[64, 128, 256, 512, 1024, 2048, 4096] select Case($"batch {batch}", Width, batch, Rows),
        .. from width in (int[])[64, 128, 256, 512, 1024] select Case($"width {width}", width, Batch, Rows),
        .. from rows in (int[])[10_000, 100_000, 1_000_000, 10_000_000] select Case($"replay {rows}", Width, Batch, rows),
    ];

    /// <summary>Runs all sizes in turn, block by block.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        MachineNotes.Write(notes);
        IContender[] learners = [.. Cases.Select(Learner), .. Workers.Select(workers => new BusyLearner(
            Learner(Case("beside workers", Width, Batch, Rows)), RolloutBench.Workers(workers)))];
        try
        {
            foreach (var (learner, rates) in race.Run(learners))
            {
                figures.Write(Figure.OfTimes($"an update, {learner.Setting}", [.. rates.Select(rate => 1e3 / rate)]) with { Unit = "ms" });
            }
        }
        finally
        {
            Array.ForEach(learners, learner => ((IDisposable)learner).Dispose());
        }
    }

    private static OwnLearner Learner(LearnerCase @case) =>
        new(@case.Name, @case, initial => LearnerBench.Fused(@case, initial));

    private static LearnerCase Case(string name, int width, int batch, int rows) => LearnerCase.Awac(name, [width, width], batch, rows);
}
