namespace AwacAkka.Actors.Records;

/// <summary>A run that cannot go on; the message is one sentence that says why and what is left.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class RunFailedException(string message, Exception? inner = null) : Exception(message, inner);
