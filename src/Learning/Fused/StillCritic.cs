using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>A critic Q(s, a) of a training state that is asked and not trained.</summary>
public sealed class StillCritic : IDisposable
{
    private readonly NativeBuffer parameters;
    private readonly NativeBuffer inputs;
    private readonly Mlp pass;
    private readonly MlpShape shape;
    private readonly float[] ofChoices;

    /// <summary>Copies the critic out of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="name">The critic's name, such as q1.</param>
    /// <param name="shape">Its layers: (s, a) in, one number out; or s in, and a number out for each choice.</param>
    /// <param name="capacity">Most rows at a time.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor of it.</exception>
    public StillCritic(TrainingState state, string name, MlpShape shape, int capacity)
    {
        (this.shape, ofChoices) = (shape, new float[shape.Outputs > 1 ? capacity : 0]);
        (parameters, inputs, pass) = (new NativeBuffer(shape.Parameters), new NativeBuffer(capacity * shape.Inputs), new Mlp(shape, capacity));
        FlatNetwork.Restore(name, shape, parameters, state);
    }

    /// <summary>Q(s, a) per row, valid until the next call.</summary>
    /// <param name="observations">s as the learner sees it, [rows, observation].</param>
    /// <param name="actions">a, [rows, action]; the index of a choice is one number.</param>
    /// <param name="rows">How many.</param>
    public ReadOnlySpan<float> Outputs(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int rows)
    {
        var (obs, act) = (observations.Length / rows, actions.Length / rows);
        var takesAction = shape.Inputs > obs;
        for (var i = 0; i < rows; i++)
        {
            var input = inputs.Span.Slice(i * shape.Inputs, shape.Inputs);
            observations.Slice(i * obs, obs).CopyTo(input);
            if (takesAction)
            {
                actions.Slice(i * act, act).CopyTo(input[obs..]);
            }
        }

        pass.Forward(parameters.View, inputs.View, 0, rows);
        return takesAction ? pass.Output(0, rows) : Taken(pass.Output(0, rows), actions);
    }

    /// <summary>Of each row the value of the choice of that index.</summary>
    private ReadOnlySpan<float> Taken(ReadOnlySpan<float> values, ReadOnlySpan<float> choices)
    {
        if (shape.Outputs == 1)
        {
            return values; // there is one choice alone
        }

        ChoiceValues.Take(values, choices, ofChoices);
        return ofChoices.AsSpan(0, choices.Length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        parameters.Dispose();
        inputs.Dispose();
        pass.Dispose();
    }
}
