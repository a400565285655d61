namespace AwacAkka.Randomness;

/// <summary>
/// What a random draw is for. The number is part of every draw's address and so of every recorded run: never renumber, only add.
/// </summary>
public enum DrawPurpose : uint
{
    /// <summary>Draws inside an environment's reset; the key is the episode's seed.</summary>
    Reset = 1,

    /// <summary>Seed of an episode: (episode number, slot and generation).</summary>
    EpisodeSeed = 2,

    /// <summary>Initial weights: (layer, network).</summary>
    Weights = 3,

    /// <summary>Which transitions make up a batch: (update).</summary>
    Batch = 4,

    /// <summary>Noise of a' ~ pi(.|s') in the critics' target: (update).</summary>
    NextAction = 5,

    /// <summary>Noise of the action sampled at s, for V(s) or the policy's loss: (update).</summary>
    CurrentAction = 6,

    /// <summary>Exploration noise of a rollout: (step, slot and generation).</summary>
    Explore = 7,

    /// <summary>Uniform random actions, before there is a policy: (step, slot and generation).</summary>
    RandomAction = 8,

    /// <summary>Seed of an evaluation episode: (episode), the same in every evaluation.</summary>
    EvaluationSeed = 9,

    /// <summary>Seed of the one stream that a dataset is rolled out in.</summary>
    Dataset = 10,

    /// <summary>Injected faults of a rollout. Key of one attempt at a slot: (attempt, slot); then, under that key: (step).</summary>
    Fault = 11,

    /// <summary>Key of the injected faults of evaluations: (phase, round), and under that key: (attempt, episode).</summary>
    EvaluationFault = 12,

    /// <summary>Injected hangs of the calls beside steps, under the key of an attempt: (next step, call).</summary>
    CallFault = 13,

    /// <summary>Injected hangs of an environment's construction and disposal: (environment of its process, process of its run).</summary>
    LifeFault = 14,

    /// <summary>Which critics of an ensemble count in the critics' target: (update).</summary>
    TargetCritics = 15,

    /// <summary>Noise of uniform actions at s in a conservative loss: (update).</summary>
    UniformActions = 16,

    /// <summary>Noise of several actions of the policy at s: (update).</summary>
    CurrentActions = 17,

    /// <summary>Noise of several actions of the policy at s': (update).</summary>
    NextActions = 18,

    /// <summary>Noise of the latents that an autoencoder rebuilds actions from: (update).</summary>
    EncoderLatents = 19,

    /// <summary>Latents of an autoencoder's own actions: (update).</summary>
    DecoderLatents = 20,

    /// <summary>Noise of several actions of the policy at the end of a few steps of an episode: (update).</summary>
    LastActions = 21,

    /// <summary>Noise of several actions of a prior, or of a model of the data's behaviour, at s: (update).</summary>
    PriorActions = 22,

    /// <summary>Which of a round's transitions the steps of a baseline's regression are on: (update).</summary>
    Regression = 32,

    /// <summary>Runs that a resample of a bootstrap is made of: (resample, first or second method).</summary>
    Resample = 64,
}
