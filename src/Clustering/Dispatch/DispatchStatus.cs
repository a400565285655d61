namespace AwacAkka.Clustering.Dispatch;

/// <summary>What a run's dispatch is at, for those who watch.</summary>
/// <param name="Nodes">Nodes that work for the run.</param>
/// <param name="Refused">Nodes that do not, each with its reason.</param>
/// <param name="UnderWay">Jobs that a node is at.</param>
/// <param name="Waiting">Jobs that none is at.</param>
/// <param name="Hedges">Jobs that were given to a second node.</param>
/// <param name="Returned">Jobs that were taken from a node that went.</param>
/// <param name="BytesIn">Bytes of results, parts of those in vain included.</param>
/// <param name="BytesOut">Bytes of policies and jobs.</param>
public sealed record DispatchStatus(
    IReadOnlyList<string> Nodes, IReadOnlyDictionary<string, string> Refused, int UnderWay, int Waiting, long Hedges, long Returned, long BytesIn, long BytesOut);

/// <summary>Asks for a <see cref="DispatchStatus"/>.</summary>
public sealed record DispatchStatusWanted;
