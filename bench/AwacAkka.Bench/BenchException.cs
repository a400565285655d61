namespace AwacAkka.Bench;

/// <summary>Something that the user can mend, in a sentence.</summary>
internal sealed class BenchException(string message) : Exception(message);
