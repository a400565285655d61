using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>Several actions at each state, [batch, samples, action], and the rows [batch x samples, ...] that networks take.</summary>
internal static class ActionSamples
{
    /// <summary>Noise with its dimension of samples, which that of one sample comes without.</summary>
    /// <param name="noise">[batch, action] or [batch, samples, action].</param>
    public static Tensor Of(Tensor noise) => noise.dim() == 2 ? noise.unsqueeze(1) : noise;

    /// <summary>Each observation as often as it has actions, [batch x samples, observation].</summary>
    /// <param name="observations">[batch, observation].</param>
    /// <param name="actions">[batch, samples, action].</param>
    public static Tensor Repeated(Tensor observations, Tensor actions) =>
        observations.unsqueeze(1).expand(observations.shape[0], actions.shape[1], observations.shape[1]).reshape(-1, observations.shape[1]);

    /// <summary>The actions one below the other, [batch x samples, action].</summary>
    public static Tensor Flat(Tensor actions) => actions.reshape(-1, actions.shape[2]);

    /// <summary>A number of each row beside those of the same state, [batch, samples].</summary>
    /// <param name="numbers">[batch x samples].</param>
    /// <param name="actions">[batch, samples, action].</param>
    public static Tensor Grouped(Tensor numbers, Tensor actions) => numbers.reshape(actions.shape[0], actions.shape[1]);
}
