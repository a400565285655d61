namespace AwacAkka.Samples.Tests;

/// <summary>The sample's assembly, which lies beside this one.</summary>
internal static class RobotsAssembly
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Robots.dll");
}
