namespace AwacAkka.Actors.Runs;

/// <summary>Starts the run.</summary>
public sealed record BeginRun;

/// <summary>The run cannot go on.</summary>
/// <param name="Reason">What the user is told.</param>
public sealed record RunFailed(Exception Reason);
