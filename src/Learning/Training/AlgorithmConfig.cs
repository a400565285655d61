namespace AwacAkka.Learning.Training;

/// <summary>What every algorithm here is configured by; one derived record per algorithm.</summary>
public abstract record AlgorithmConfig
{
    /// <summary>The algorithm's name as in <c>algorithm.name</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Widths of the policy's hidden ReLU layers.</summary>
    [ConfigKey(ShapesState = true)]
    public IReadOnlyList<int> PolicyHidden { get; init; } = [256, 256];

    /// <summary>Adam's step size for the policy.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float PolicyLearningRate { get; init; } = 3e-4f;

    /// <summary>Transitions per update in the offline phase.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int OfflineBatchSize { get; init; } = 256;

    /// <summary>Transitions per update in the online phase.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int OnlineBatchSize { get; init; } = 256;

    /// <summary>Whether observations are shifted and scaled by the dataset's mean and standard deviation (plus 1e-3).</summary>
    [ConfigKey(ShapesState = true)]
    public bool NormaliseObservations { get; init; }

    /// <summary>The larger of the two batch sizes.</summary>
    public int LargestBatch => Math.Max(OfflineBatchSize, OnlineBatchSize);

    /// <summary>Rows that a pass has for each transition of a batch.</summary>
    public virtual int RowsPerTransition => 1;
}

/// <summary>What every algorithm with critics, Q(s, a) or V(s), is configured by.</summary>
public abstract record ValueConfig : AlgorithmConfig
{
    /// <summary>Widths of each critic's hidden ReLU layers.</summary>
    [ConfigKey(ShapesState = true)]
    public IReadOnlyList<int> CriticHidden { get; init; } = [256, 256];

    /// <summary>Adam's step size for the critics.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float CriticLearningRate { get; init; } = 3e-4f;

    /// <summary>Discount factor.</summary>
    [ConfigKey(NumberRange.Discount)]
    public float Gamma { get; init; } = 0.99f;

    /// <summary>Whether termination cuts the bootstrap; truncation never does.</summary>
    [ConfigKey]
    public bool MaskTerminals { get; init; } = true;

    /// <summary>What the learner multiplies rewards by, the dataset's and the environment's; returns are reported as they are.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float RewardScale { get; init; } = 1;

    /// <summary>What the learner adds to rewards after scaling them.</summary>
    [ConfigKey]
    public float RewardShift { get; init; }

    /// <summary>Share of a batch that is drawn from the dataset, the rest from what was collected; where one of the two is empty, all comes from the other. With none, batches are drawn uniformly from both.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float? OfflineShare { get; init; }

    /// <summary>The share of the dataset in a batch to which offline-share moves in even steps; with none it stays as it is.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float? OfflineShareEnd { get; init; }

    /// <summary>Collected transitions after which offline-share has come to offline-share-end.</summary>
    [ConfigKey]
    public int OfflineShareSteps { get; init; } = 100_000;
}

/// <summary>What every algorithm whose critics are regressed on rewards and the value of a later state is configured by.</summary>
public abstract record BootstrapConfig : ValueConfig
{
    /// <summary>Rewards that a critic's target adds up before it goes on with a value (n-step returns), uncorrected for the policy that earned them: 1 is one step's. A return ends with its episode.</summary>
    [ConfigKey(Maximum = 1_000)]
    public int ReturnSteps { get; init; } = 1;
}

/// <summary>What every algorithm with critics Q(s, a) and slowly moving targets is configured by.</summary>
public abstract record ActorCriticConfig : BootstrapConfig
{
    /// <summary>Share of the critics that moves into their targets whenever those move: at every update, or as the algorithm says.</summary>
    [ConfigKey(NumberRange.Share)]
    public float Tau { get; init; } = 5e-3f;
}
