namespace AwacAkka.Environments.Faults;

/// <summary>How often calls fail on purpose. The first four are probabilities per step, whose sum is at most 1.</summary>
/// <param name="Exception">The step throws.</param>
/// <param name="NonFinite">The step's reward or one element of its observation is NaN or infinite.</param>
/// <param name="Hang">The step does not return.</param>
/// <param name="Crash">The step ends the process by a segmentation fault in native code.</param>
/// <param name="CallHang">Another call does not return: probability per construction, reset, saved or restored state, and disposal.</param>
public sealed record FaultRates(double Exception = 0, double NonFinite = 0, double Hang = 0, double Crash = 0, double CallHang = 0)
{
    /// <summary>Nothing fails.</summary>
    public static FaultRates None { get; } = new();

    /// <summary>Probability that a step fails in one way or another.</summary>
    public double Total => Exception + NonFinite + Hang + Crash;

    /// <summary>Whether anything can fail.</summary>
    public bool Any => Total > 0 || CallHang > 0;
}
