namespace AwacAkka.Learning.Data;

/// <summary>How a log of experience is to be read.</summary>
public sealed record LogOptions
{
    /// <summary>Numbers per observation that the environment has, if known; others are refused.</summary>
    public int? ObservationDimension { get; init; }

    /// <summary>Numbers per action that the environment has, if known; others are refused.</summary>
    public int? ActionDimension { get; init; }

    /// <summary>The key that rewards are read from, where a log has several kinds.</summary>
    public string RewardsKey { get; init; } = Logs.LogKeys.Rewards;
}
