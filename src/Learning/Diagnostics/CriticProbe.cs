using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Diagnostics;

/// <summary>min_i Q_i(s, a) by the critics of a training state, on the algorithm's scale of rewards.</summary>
public sealed class CriticProbe : IDisposable
{
    private readonly (StillCritic Critic, float? Bound)[] critics;
    private readonly Normaliser? normaliser;
    private readonly Dimensions dimensions;

    private CriticProbe(IEnumerable<NetworkSpec> networks, TrainingState state, Dimensions dimensions, int capacity)
    {
        this.dimensions = dimensions;
        normaliser = NormaliserTensors.FromTensors(state.Tensors);
        critics = [.. networks.Select(network => (new StillCritic(state, network.Name, network.Shape, capacity), network.UpperBound))];
    }

    /// <summary>The critics of a state; null where the algorithm has none of states and actions.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="state">The state.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="capacity">Most rows at a time.</param>
    public static CriticProbe? Of(AlgorithmConfig config, TrainingState state, Dimensions dimensions, int capacity)
    {
        var shape = ActionShapes.Critic(dimensions, []);
        NetworkSpec[] networks =
        [
            .. AlgorithmRegistry.Of(config).Networks(config, dimensions).Networks
                .Where(network => network.Name.StartsWith('q') && (network.Shape.Inputs, network.Shape.Outputs) == (shape.Inputs, shape.Outputs)),
        ];
        return networks.Length == 0 ? null : new CriticProbe(networks, state, dimensions, capacity);
    }

    /// <summary>min_i Q_i(s, a) per row.</summary>
    /// <param name="observations">s as the environment gives them, [rows, observation].</param>
    /// <param name="actions">a, [rows, action].</param>
    public float[] Values(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions)
    {
        var rows = observations.Length / dimensions.Observation;
        var seen = observations.ToArray();
        for (var i = 0; i < rows; i++)
        {
            var ofRow = (i * dimensions.Observation)..((i + 1) * dimensions.Observation);
            normaliser?.Apply(observations[ofRow], seen.AsSpan()[ofRow]);
        }

        var least = new float[rows];
        Array.Fill(least, float.PositiveInfinity);
        foreach (var (critic, bound) in critics)
        {
            var outputs = critic.Outputs(seen, actions, rows);
            for (var i = 0; i < rows; i++)
            {
                least[i] = MathF.Min(least[i], bound is { } most ? MathF.Min(outputs[i], most) : outputs[i]);
            }
        }

        return least;
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(critics, critic => critic.Critic.Dispose());
}
