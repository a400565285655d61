namespace AwacAkka.Cli.Terminal;

/// <summary>How the program ends.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed that the input is not to blame for.</summary>
    public const int Failure = 1;

    /// <summary>The input, or the place to write to, cannot be used; what was recorded before stays as it is.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by the user: 128 and the number of SIGINT, as in shells.</summary>
    public const int Interrupted = 130;
}
