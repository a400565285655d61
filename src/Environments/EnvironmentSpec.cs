namespace AwacAkka.Environments;

/// <summary>What the registry knows of an environment.</summary>
/// <param name="Id">Name and version, such as <c>HalfCheetah-v4</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Create">Makes the bare environment, without its time limit.</param>
/// <param name="TimeLimit">Steps after which an episode is truncated; null for none.</param>
/// <param name="Reference">The returns that are 0 and 100 on the normalised scale; null where nobody has agreed on any.</param>
/// <param name="SuccessfulSteps">
/// An episode counts as a success when more than this many of its steps were (<see cref="StepResult.Success"/>); null where steps tell none.
/// </param>
public sealed record EnvironmentSpec(
    string Id,
    string Description,
    Func<IEnvironment> Create,
    int? TimeLimit = null,
    ReferenceReturns? Reference = null,
    int? SuccessfulSteps = null);

/// <summary>D4RL's scale of returns for one task.</summary>
/// <param name="Minimum">The return of random actions: a score of 0.</param>
/// <param name="Maximum">The return of an expert: a score of 100.</param>
public sealed record ReferenceReturns(double Minimum, double Maximum)
{
    /// <summary>100 (R - minimum) / (maximum - minimum).</summary>
    public double NormalisedScore(double episodeReturn) => 100 * (episodeReturn - Minimum) / (Maximum - Minimum);
}
