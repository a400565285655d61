namespace Akka.Configuration.Hocon;

/// <summary>Connects every substitution of a text with the value at its path, after the whole text is known.</summary>
internal static class SubstitutionResolver
{
    public static void Resolve(HoconObject root, IReadOnlyList<HoconSubstitution> substitutions)
    {
        // Targets may lie below other substitutions, so first forget what an included text resolved on its own.
        foreach (var substitution in substitutions.Where(s => !s.IsSelfReference))
            substitution.ResolvedValue = null;

        var visiting = new HashSet<HoconSubstitution>();
        foreach (var substitution in substitutions)
            Resolve(root, substitution, visiting);
    }

    private static void Resolve(HoconObject root, HoconSubstitution substitution, HashSet<HoconSubstitution> visiting)
    {
        if (substitution.IsSelfReference || substitution.ResolvedValue is not null)
            return;
        if (!visiting.Add(substitution))
        {
            throw new ConfigurationException(
                $"Configuration line {substitution.Line}: ${{{substitution.Path}}} depends on itself through other substitutions.");
        }

        var target = substitution.IncludedAt.Length > 0
            ? Find(root, $"{substitution.IncludedAt}.{substitution.Path}", visiting) ?? Find(root, substitution.Path, visiting)
            : Find(root, substitution.Path, visiting);
        if (target is not null)
        {
            foreach (var inner in Within(target))
                Resolve(root, inner, visiting);
        }

        if ((target is null || target.IsAbsent) && !substitution.IsOptional)
        {
            throw new ConfigurationException(
                $"Configuration line {substitution.Line}: ${{{substitution.Path}}} refers to the key '{substitution.Path}', which does not exist.");
        }

        substitution.ResolvedValue = target;
        visiting.Remove(substitution);
    }

    private static HoconValue? Find(HoconObject root, string path, HashSet<HoconSubstitution> visiting)
    {
        var value = HoconValue.Of(root);
        foreach (var segment in ConfigPath.Split(path))
        {
            // An intermediate node that is itself a substitution must be known before one can look below it.
            foreach (var step in value.Values.OfType<HoconSubstitution>())
                Resolve(root, step, visiting);
            // Not GetKey, which hides values that still wait for their substitutions.
            if (value.GetObject()?.Items.TryGetValue(segment, out var next) is not true)
                return null;
            value = next;
        }

        return value;
    }

    private static IEnumerable<HoconSubstitution> Within(HoconValue value)
    {
        foreach (var element in value.Values)
        {
            var nested = element switch
            {
                HoconSubstitution substitution => [substitution],
                HoconObject owner => owner.Items.Values.SelectMany(Within),
                HoconArray array => array.SelectMany(Within),
                _ => Enumerable.Empty<HoconSubstitution>(),
            };
            foreach (var substitution in nested)
                yield return substitution;
        }
    }
}
