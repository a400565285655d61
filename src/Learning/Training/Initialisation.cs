namespace AwacAkka.Learning.Training;

/// <summary>How initial weights are drawn.</summary>
public enum Initialisation
{
    /// <summary>Hidden U(+-1/sqrt(width)), biases 0, last layer U(+-1e-3) policy, U(+-3e-3) critics (rlkit).</summary>
    Rlkit,

    /// <summary>Weights and biases U(+-1/sqrt(inputs)), PyTorch's default for linear layers (CORL).</summary>
    Framework,
}
