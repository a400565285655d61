using System.Text.Json;
using System.Text.Json.Nodes;

namespace AwacAkka.GpuCheck;

/// <summary>
/// The JSON file, written anew at each step: where the process dies amid a call into libtorch, which no exception tells of, the file says
/// how far it came. docs/gpu.md describes its members.
/// </summary>
/// <param name="path">Where it is written.</param>
internal sealed class GpuReport(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly JsonObject root = new() { ["schema"] = "awac-gpu-check/1", ["finished"] = false, ["failures"] = new JsonArray() };

    /// <summary>Whether nothing has failed.</summary>
    public bool IsGood => root["failures"]!.AsArray().Count == 0;

    /// <summary>Notes what begins now.</summary>
    public void Begin(string stage)
    {
        Console.Error.WriteLine(stage);
        Set("stage", stage);
    }

    /// <summary>Sets a member.</summary>
    public void Set(string name, JsonNode? value)
    {
        root[name] = value;
        Write();
    }

    /// <summary>Adds a row to a list.</summary>
    public void Add(string list, JsonNode row)
    {
        if (root[list] is not JsonArray rows)
        {
            root[list] = rows = [];
        }

        rows.Add(row);
        Write();
    }

    /// <summary>Notes a failure.</summary>
    public void Fail(string sentence)
    {
        Console.Error.WriteLine($"error: {sentence}");
        Add("failures", sentence);
    }

    private void Write()
    {
        File.WriteAllText(path + ".part", root.ToJsonString(Indented) + "\n");
        File.Move(path + ".part", path, overwrite: true);
    }
}
