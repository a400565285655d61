using Akka.Configuration;

namespace Akka.Actor;

/// <summary>One phase of the coordinated shutdown, as configured.</summary>
internal sealed record ShutdownPhase(string Name, IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled)
{
    /// <summary>The configured phases, each after those it depends on.</summary>
    public static IReadOnlyList<ShutdownPhase> InOrder(Config config)
    {
        var defaultTimeout = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        var phases = new Dictionary<string, ShutdownPhase>(StringComparer.Ordinal);
        foreach (var name in config.GetConfig("phases").AsEnumerable().Select(pair => pair.Key).Distinct())
        {
            var prefix = $"phases.{name}.";
            phases.Add(name, new ShutdownPhase(
                name,
                config.GetStringList(prefix + "depends-on").ToArray(),
                config.GetTimeSpan(prefix + "timeout", defaultTimeout),
                config.GetBoolean(prefix + "recover", true),
                config.GetBoolean(prefix + "enabled", true)));
        }

        var ordered = new List<ShutdownPhase>();
        var open = new HashSet<string>();
        foreach (var name in phases.Keys) Visit(name);
        return ordered;

        void Visit(string name)
        {
            if (ordered.Any(done => done.Name == name)) return;
            if (!open.Add(name))
                throw new ConfigurationException($"The phases of akka.coordinated-shutdown depend on each other in a circle: '{name}'.");
            var phase = phases.GetValueOrDefault(name) ?? new ShutdownPhase(name, [], defaultTimeout, true, true);
            foreach (var dependency in phase.DependsOn) Visit(dependency);
            ordered.Add(phase);
        }
    }
}
