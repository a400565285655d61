namespace AwacAkka.Data.Files;

/// <summary>A dataset cannot be used. The message is one sentence for the user that names the file, the key and the fix.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What it was noticed by, if anything.</param>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner);
