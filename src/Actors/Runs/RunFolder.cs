namespace AwacAkka.Actors.Runs;

/// <summary>The files of one run.</summary>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>The resolved configuration.</summary>
    public string Configuration => Combine("run.conf");

    /// <summary>The journal, SQLite.</summary>
    public string Journal => Combine("run.db");

    /// <summary>One row per round and per evaluation.</summary>
    public string Metrics => Combine("metrics.csv");

    /// <summary>The learning curve, SVG.</summary>
    public string Curve => Combine("curve.svg");

    /// <summary>The log.</summary>
    public string Log => Combine("run.log");

    /// <summary>The checkpoints' folder.</summary>
    public string Checkpoints => Combine("checkpoints");

    /// <summary>The complete training state after so many updates.</summary>
    public string Checkpoint(long updates) => System.IO.Path.Combine(Checkpoints, $"state-{updates:D9}.safetensors");

    /// <summary>The policy alone at the end of the run, for acting.</summary>
    public string FinalPolicy => Combine("policy.safetensors");

    /// <summary>Writes a file so that it is there whole or not at all.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        var partial = path + ".partial";
        using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    private string Combine(string name) => System.IO.Path.Combine(Path, name);
}
