namespace AwacAkka.Actors.Records;

/// <summary>The journal holds something that only a newer version of the program can read.</summary>
/// <param name="message">The sentence for the user.</param>
public sealed class NewerJournalException(string message) : Exception(message);
