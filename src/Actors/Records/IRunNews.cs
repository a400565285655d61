namespace AwacAkka.Actors.Records;

/// <summary>What a run tells those who watch it: its events once they are recorded, how far it is between them, and what a user should know.</summary>
public interface IRunNews;

/// <summary>Published for the user: something that the run can go on with, but that one should know of.</summary>
/// <param name="Sentence">What.</param>
public sealed record RunNotice(string Sentence) : IRunNews;
