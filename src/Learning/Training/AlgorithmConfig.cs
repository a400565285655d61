namespace AwacAkka.Learning.Training;

/// <summary>What every actor-critic algorithm here is configured by; one derived record per algorithm.</summary>
public abstract record AlgorithmConfig
{
    /// <summary>The algorithm's name as in <c>algorithm.name</c>: awac or sac.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Widths of the policy's hidden ReLU layers.</summary>
    public IReadOnlyList<int> PolicyHidden { get; init; } = [256, 256];

    /// <summary>Widths of each critic's hidden ReLU layers.</summary>
    public IReadOnlyList<int> CriticHidden { get; init; } = [256, 256];

    /// <summary>Adam's step size for the policy.</summary>
    public float PolicyLearningRate { get; init; } = 3e-4f;

    /// <summary>Adam's step size for the critics.</summary>
    public float CriticLearningRate { get; init; } = 3e-4f;

    /// <summary>Transitions per update in the offline phase.</summary>
    public int OfflineBatchSize { get; init; } = 256;

    /// <summary>Transitions per update in the online phase.</summary>
    public int OnlineBatchSize { get; init; } = 256;

    /// <summary>Discount factor.</summary>
    public float Gamma { get; init; } = 0.99f;

    /// <summary>Share of the online critics that moves into the targets at every update.</summary>
    public float Tau { get; init; } = 5e-3f;

    /// <summary>Whether termination cuts the bootstrap; truncation never does.</summary>
    public bool MaskTerminals { get; init; } = true;

    /// <summary>Whether observations are shifted and scaled by the dataset's mean and standard deviation (plus 1e-3).</summary>
    public bool NormaliseObservations { get; init; }

    /// <summary>What the learner multiplies rewards by, those of the dataset and those of the environment; returns stay as they are.</summary>
    public float RewardScale { get; init; } = 1;

    /// <summary>What the learner adds to rewards after scaling them.</summary>
    public float RewardShift { get; init; }
}
