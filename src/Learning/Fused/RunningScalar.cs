using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>A number of the state that no gradient trains, such as a running mean.</summary>
/// <param name="name">Its tensor's name.</param>
public sealed class RunningScalar(string name) : IFusedPart
{
    /// <summary>The number.</summary>
    public float Value { get; set; }

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors) => tensors[name] = new StateTensor([1], [Value]);

    /// <inheritdoc />
    public void Restore(TrainingState state) => Value = state.Get(name, 1).Data[0];

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
