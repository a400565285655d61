namespace AwacAkka.Environments.MuJoCo;

/// <summary>Which of Gymnasium's definitions a task follows. The number is that of the registered id.</summary>
public enum GymnasiumVersion
{
    /// <summary>As D4RL's data and most published results have it.</summary>
    V4 = 4,

    /// <summary>With v4's mistakes mended, such as a point for the step that falls.</summary>
    V5 = 5,
}
