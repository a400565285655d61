namespace AwacAkka.Environments;

/// <summary>What the registry knows of an environment.</summary>
/// <param name="Id">Name and version, such as <c>HalfCheetah-v4</c>.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Create">Makes the bare environment, without its time limit; <see cref="MakeBare"/> says which one it is where that fails.</param>
/// <param name="TimeLimit">Steps after which an episode is truncated; null for none.</param>
/// <param name="Reference">The returns that are 0 and 100 on the normalised scale; null where nobody has agreed on any, or only for a task with another horizon or other ends.</param>
/// <param name="SuccessfulSteps">
/// An episode counts as a success when more than this many of its steps were (<see cref="StepResult.Success"/>); null where steps tell none.
/// </param>
public sealed record EnvironmentSpec(
    string Id,
    string Description,
    Func<IEnvironment> Create,
    int? TimeLimit = null,
    ReferenceReturns? Reference = null,
    int? SuccessfulSteps = null)
{
    /// <summary>
    /// Whether an action is one of several choices (<see cref="Discrete"/>), and no numbers in a box: known before the environment is made, as
    /// configurations depend on it.
    /// </summary>
    public bool HasChoices { get; init; }

    /// <summary>Makes the bare environment, without its time limit, and asks for its spaces and the size of its state.</summary>
    /// <exception cref="EnvironmentFailureException">Its own code fails, or what it yields is no environment.</exception>
    /// <exception cref="MissingNativeLibraryException">It needs a native library that is not installed.</exception>
    public IEnvironment MakeBare()
    {
        IEnvironment? environment = null;
        try
        {
            environment = Create() ?? throw new InvalidOperationException("its registration makes null");
            _ = environment.ObservationSpace ?? throw new InvalidOperationException("it has no observation space");
            _ = environment.ActionSpace ?? throw new InvalidOperationException("it has no action space");
            _ = environment.StateSize;
            return environment;
        }
        catch (Exception e) when (EnvironmentFailureException.IsOfEnvironment(e))
        {
            environment?.Dispose();
            throw EnvironmentFailureException.Of(Id, EnvironmentCall.Construction, e);
        }
    }
}

/// <summary>D4RL's scale of returns for one task, which must have the horizon and the ends of this one.</summary>
/// <param name="Minimum">D4RL's return of random actions: a score of 0.</param>
/// <param name="Maximum">The return of an expert: a score of 100.</param>
/// <param name="RandomScore">What random actions score in the task here, where that is not 0.</param>
/// <exception cref="ArgumentException">The expert's return is not above that of random actions.</exception>
public sealed record ReferenceReturns(double Minimum, double Maximum, int RandomScore = 0)
{
    /// <summary>The return of an expert: a score of 100.</summary>
    public double Maximum { get; init; } = double.IsFinite(Minimum) && double.IsFinite(Maximum) && Maximum > Minimum
        ? Maximum
        : throw new ArgumentException($"A scale of returns goes from {Minimum} to {Maximum}; the second must be above the first, and both finite.", nameof(Maximum));

    /// <summary>What a score is to be compared with, in brackets behind it.</summary>
    public string Scale => $"(D4RL: random {RandomScore}, expert 100)";

    /// <summary>100 (R - minimum) / (maximum - minimum).</summary>
    public double NormalisedScore(double episodeReturn) => 100 * (episodeReturn - Minimum) / (Maximum - Minimum);
}
