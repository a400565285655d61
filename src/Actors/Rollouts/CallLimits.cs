using AwacAkka.Actors.Configuration;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>How long calls into an environment may take, and the sentences about those that take longer.</summary>
/// <param name="Step">A step, a reset, a saved or a restored state.</param>
/// <param name="Start">
/// Construction and disposal, which load and free models; also how long a worker process may be silent. It is silent when it is stopped
/// from outside or gets no processor time, which says nothing of its environment: a limit as short as a step's gave sound workers up.
/// </param>
internal sealed record CallLimits(TimeSpan Step, TimeSpan Start)
{
    public static CallLimits Of(RolloutsSection config) => new(config.StepTimeout, config.StartTimeout);

    /// <summary>
    /// How often to look for calls that take too long, or to speak of them: a quarter of the shortest limit, so that a look costs little
    /// more than the limit itself, within bounds.
    /// </summary>
    public TimeSpan Pace(TimeSpan shortest, TimeSpan longest) =>
        new(Math.Clamp(Math.Min(Step.Ticks, Start.Ticks) / 4, shortest.Ticks, longest.Ticks));

    /// <summary>Whether a call takes too long.</summary>
    public bool AreExceededBy(CallUnderWay call) => call.Time > Limit(call.Call);

    /// <summary>Why a job has failed whose worker was in this call for too long.</summary>
    public string Explain(EnvironmentCall? call)
    {
        var limit = $"{Limit(call).TotalSeconds:g} s";
        return call switch
        {
            null => $"the worker process gave no sign of life for {limit}",
            EnvironmentCall.Construction => $"construction took longer than {limit}",
            _ => $"{call} took longer than {limit}",
        };
    }

    /// <summary>Why a run is not begun in whose environment a call takes too long; follows the environment's name.</summary>
    public string ExplainRefusal(EnvironmentCall? call)
    {
        var key = Limit(call) == Start ? "start" : "step";
        var what = call == EnvironmentCall.Construction ? "could not be made: its" : "cannot be used:";
        return $"{what} {Explain(call)}; mend the environment or raise rollouts.{key}-timeout";
    }

    /// <summary>Why a run ends whose environments hang again and again while they are made.</summary>
    public string ExplainNoStart(int times) =>
        $"no environment could be made in {times} attempts in a row: {Explain(EnvironmentCall.Construction)}; "
        + "mend the environment or raise rollouts.start-timeout, and resume the run";

    private TimeSpan Limit(EnvironmentCall? call) => call is null or EnvironmentCall.Construction or EnvironmentCall.Dispose ? Start : Step;
}
