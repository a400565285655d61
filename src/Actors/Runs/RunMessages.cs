namespace AwacAkka.Actors.Runs;

/// <summary>Starts the run.</summary>
public sealed record BeginRun;

/// <summary>The run cannot go on.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="Cause">What was thrown, if anything.</param>
public sealed record RunFailed(string Reason, Exception? Cause);
