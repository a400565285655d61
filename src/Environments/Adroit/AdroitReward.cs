namespace AwacAkka.Environments.Adroit;

/// <summary>Which of a hand task's rewards an environment pays.</summary>
public enum AdroitReward
{
    /// <summary>The shaped reward of DAPG.</summary>
    Dense,

    /// <summary>Gymnasium-Robotics' sparse variant: 10 in a state of success, otherwise -0.1.</summary>
    Sparse,

    /// <summary>AWAC's: 0 in a state of success, otherwise -1.</summary>
    Binary,
}
