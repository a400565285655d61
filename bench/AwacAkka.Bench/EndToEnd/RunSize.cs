using System.Text.Json.Nodes;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>How long a run is.</summary>
/// <param name="OfflineUpdates">Updates on the dataset.</param>
/// <param name="OnlineSteps">Environment steps after them, with an update each.</param>
internal sealed record RunSize(int OfflineUpdates, int OnlineSteps)
{
    /// <summary>As a request holds it.</summary>
    public JsonObject ToJson() => new() { ["offline_updates"] = OfflineUpdates, ["online_steps"] = OnlineSteps };

    /// <summary>Out of a request.</summary>
    public static RunSize FromJson(JsonNode json) => new((int)json["offline_updates"]!, (int)json["online_steps"]!);
}
