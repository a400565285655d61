namespace AwacAkka.Environments.Tests.Reference;

/// <summary>The episodes of a data file, step by step.</summary>
internal sealed class RecordedEpisodes
{
    private readonly double[] observations;
    private readonly double[] actions;
    private readonly double[] rewards;
    private readonly double[] nextObservations;
    private readonly int observationSize;
    private readonly int actionSize;

    public RecordedEpisodes(NumpyArchive archive, int observationSize, int actionSize)
    {
        (this.observationSize, this.actionSize) = (observationSize, actionSize);
        (observations, nextObservations) = (archive.Read("observations"), archive.Read("next_observations"));
        (actions, rewards) = (archive.Read("actions"), archive.Read("rewards"));
        Episodes = [.. archive.Read("episode").Select((episode, row) => (episode, row)).GroupBy(step => step.episode, step => step.row).Select(rows => rows.ToArray())];
    }

    /// <summary>The rows of each episode.</summary>
    public IReadOnlyList<int[]> Episodes { get; }

    public double[] Observation(int row) => observations.AsSpan(row * observationSize, observationSize).ToArray();

    public double[] NextObservation(int row) => nextObservations.AsSpan(row * observationSize, observationSize).ToArray();

    public double[] Action(int row) => actions.AsSpan(row * actionSize, actionSize).ToArray();

    public double Reward(int row) => rewards[row];
}
