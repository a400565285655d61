namespace AwacAkka.Actors.Records;

/// <summary>
/// Something that a run is told and does not remember: how a step of it ended. Where it is to be remembered, it becomes a <see cref="RunEvent"/>.
/// </summary>
public interface IRunAnswer;
