namespace AwacAkka.Bench.EndToEnd;

/// <summary>How long a run is.</summary>
/// <param name="OfflineUpdates">Updates on the dataset.</param>
/// <param name="OnlineSteps">Environment steps after them, with an update each.</param>
internal sealed record RunSize(int OfflineUpdates, int OnlineSteps);
