using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Training;

/// <summary>The layers of networks whose form depends on what actions are: numbers in a box, or one of several choices.</summary>
public static class ActionShapes
{
    /// <summary>A critic: Q(s, a) of a state and an action, or one value for each choice of a state.</summary>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="layerNorm">Whether hidden layers are normalised before their ReLU.</param>
    public static MlpShape Critic(Dimensions dimensions, IReadOnlyList<int> hidden, bool layerNorm = false) => dimensions.HasChoices
        ? new(dimensions.Observation, hidden, dimensions.Choices, layerNorm: layerNorm)
        : new(dimensions.Observation + dimensions.Action, hidden, 1, layerNorm: layerNorm);

    /// <summary>A state's value V(s), whatever actions are.</summary>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public static MlpShape Value(Dimensions dimensions, IReadOnlyList<int> hidden) => new(dimensions.Observation, hidden, 1);

    /// <summary>A policy whose likelihood of given actions is known: a Gaussian's, or one logit for each choice.</summary>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public static MlpShape LikelihoodPolicy(Dimensions dimensions, IReadOnlyList<int> hidden) => dimensions.HasChoices
        ? new(dimensions.Observation, hidden, dimensions.Choices)
        : Gaussian(dimensions, hidden);

    /// <summary>A mean and a free deviation parameter for each dimension of an action in a box.</summary>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public static MlpShape Gaussian(Dimensions dimensions, IReadOnlyList<int> hidden) =>
        new(dimensions.Observation, hidden, dimensions.Action, freeParameters: dimensions.Action);
}
