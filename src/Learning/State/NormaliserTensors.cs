using AwacAkka.Data.Transitions;
using AwacAkka.Policies;

namespace AwacAkka.Learning.State;

/// <summary>The normaliser as a part of a training state.</summary>
public static class NormaliserTensors
{
    private const string MeanName = "normaliser.mean";
    private const string StdName = "normaliser.std";

    /// <summary>The normaliser in a training state's tensors, or null where there is none.</summary>
    /// <exception cref="ArgumentException">Its tensors are incomplete or of different lengths.</exception>
    public static Normaliser? FromTensors(IReadOnlyDictionary<string, StateTensor> tensors) =>
        (tensors.GetValueOrDefault(MeanName), tensors.GetValueOrDefault(StdName)) switch
        {
            (null, null) => null,
            ({ Shape: [var n] } mean, { Shape: [var m] } std) when n == m => new Normaliser(mean.Data, std.Data),
            _ => throw new ArgumentException($"the tensors '{MeanName}' and '{StdName}' must both be there, with one dimension of one length"),
        };

    /// <summary>The tensors of a training state.</summary>
    public static IEnumerable<KeyValuePair<string, StateTensor>> ToTensors(this Normaliser normaliser) =>
    [
        new(MeanName, new StateTensor([normaliser.Dimension], normaliser.Mean)),
        new(StdName, new StateTensor([normaliser.Dimension], normaliser.Std)),
    ];
}
