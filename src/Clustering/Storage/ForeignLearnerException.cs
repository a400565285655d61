namespace AwacAkka.Clustering.Storage;

/// <summary>This node computes other bits than the one that a run was begun on; a learner of that one's kind can go on with it.</summary>
/// <param name="message">What is other, in a sentence.</param>
public sealed class ForeignLearnerException(string message) : Exception(message);
