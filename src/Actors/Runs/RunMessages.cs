namespace AwacAkka.Actors.Runs;

/// <summary>Starts the run.</summary>
public sealed record BeginRun;

/// <summary>Published for the user: something that the run can go on with, but that is not as it should be.</summary>
/// <param name="Sentence">What.</param>
public sealed record RunNotice(string Sentence);

/// <summary>The run cannot go on.</summary>
/// <param name="Reason">What the user is told.</param>
public sealed record RunFailed(Exception Reason);
