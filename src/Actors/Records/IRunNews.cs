namespace AwacAkka.Actors.Records;

/// <summary>What a run tells those who watch it: its events once they are recorded, how far it is between them, and what a user should know.</summary>
public interface IRunNews;
