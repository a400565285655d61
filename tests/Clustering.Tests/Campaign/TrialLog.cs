using System.Globalization;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>What trials tell, and what they are told: AWAC_CAMPAIGN_LOG names a file that keeps their figures.</summary>
internal static class TrialLog
{
    /// <summary>A number from the environment.</summary>
    /// <param name="variable">Its variable.</param>
    /// <param name="otherwise">The number where the variable has none.</param>
    public static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    /// <summary>Writes a line.</summary>
    public static void Tell(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("AWAC_CAMPAIGN_LOG") is { Length: > 0 } log)
        {
            File.AppendAllText(log, line + "\n");
        }
    }
}
