using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>What every policy gradient is configured by whose baseline V(s) is fitted by regression to the rewards-to-go of its rounds.</summary>
public abstract record BaselineConfig : ValueConfig
{
    /// <summary>Passes of the baseline's regression over a round: it is made on so many times the round's transitions, drawn with replacement.</summary>
    [ConfigKey(Maximum = 1_000)]
    public int BaselineEpochs { get; init; } = 5;

    /// <summary>Transitions per step of the baseline's regression.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int BaselineBatchSize { get; init; } = 256;

    /// <summary>How many steps its Adam has made, a number of the training state.</summary>
    public static ScalarSpec Steps { get; } = new("v_steps", 0) { IsTrained = false };

    /// <summary>The numbers, uniform on (-1, 1), that say which transitions the regression is on.</summary>
    public Draw Regression => new("regression", DrawPurpose.Regression, BaselineEpochs) { IsUniform = true };
}
