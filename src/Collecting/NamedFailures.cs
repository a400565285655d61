using AwacAkka.Environments;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Collecting;

/// <summary>Says of which environment a failure is, and of which call.</summary>
/// <param name="inner">The environment, which it then owns.</param>
/// <param name="id">The registered id, which an environment under another's id does not know.</param>
internal sealed class NamedFailures(IEnvironment inner, string id) : EnvironmentWrapper(inner)
{
    public override void Reset(ulong seed, Span<double> observation)
    {
        try
        {
            Inner.Reset(seed, observation);
        }
        catch (Exception e) when (EnvironmentFailureException.IsOfEnvironment(e))
        {
            throw EnvironmentFailureException.Of(id, EnvironmentCall.Reset, e);
        }
    }

    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        try
        {
            return Inner.Step(action, observation);
        }
        catch (Exception e) when (EnvironmentFailureException.IsOfEnvironment(e))
        {
            throw EnvironmentFailureException.Of(id, EnvironmentCall.Step, e);
        }
    }

    public override void SaveState(Span<byte> destination)
    {
        try
        {
            Inner.SaveState(destination);
        }
        catch (Exception e) when (EnvironmentFailureException.IsOfEnvironment(e))
        {
            throw EnvironmentFailureException.Of(id, EnvironmentCall.SaveState, e);
        }
    }

    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        try
        {
            Inner.RestoreState(state, observation);
        }
        catch (Exception e) when (EnvironmentFailureException.IsOfEnvironment(e))
        {
            throw EnvironmentFailureException.Of(id, EnvironmentCall.RestoreState, e);
        }
    }
}
