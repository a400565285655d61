namespace AwacAkka.Cli.Tests.SmallTasks;

/// <summary>What an algorithm has to learn to count as one that learns.</summary>
/// <param name="Algorithm">Its name.</param>
/// <param name="Scenario">A file of <c>hocon</c>.</param>
/// <param name="Log">What it learns from before it acts itself; null for nothing.</param>
/// <param name="Values">What is set over the scenario.</param>
/// <param name="Score">The mean return over other episodes that its policy has to come to.</param>
internal sealed record SmallTask(string Algorithm, string Scenario, SmallTaskLog? Log, string Values, double Score)
{
    /// <summary>The command line that trains it.</summary>
    /// <param name="log">The file of the log, where it has one.</param>
    /// <param name="run">The run's folder.</param>
    public string[] Command(string? log, string run)
    {
        string[] keys =
        [
            .. log is null ? [] : (string[])[$"dataset.path={log}"],
            $"algorithm.name={Algorithm}",
            .. Values.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        return
        [
            "train", "--config", Path.Combine(AppContext.BaseDirectory, "hocon", Scenario), "--seed", "1", "--run", run,
            .. keys.SelectMany(key => (string[])["--set", key]),
        ];
    }
}

/// <summary>Logs of Pendulum-v1.</summary>
internal enum SmallTaskLog
{
    /// <summary>The 15,000 transitions that a run of <c>hocon/pendulum.conf</c> collects, from random ones to good ones.</summary>
    Mixed,

    /// <summary>Ten episodes of the policy that this run judged best.</summary>
    Good,
}
