namespace AwacAkka.Actors.Configuration;

/// <summary>A configuration cannot be used. The message is one sentence for the user that names the key, the place and the fix.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What it was noticed by, if anything.</param>
public sealed class RunConfigException(string message, Exception? inner = null) : Exception(message, inner);
