using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace AwacAkka.Bench;

/// <summary>
/// A process that answers requests, a line of JSON each, and can be halted at any point of its work. The kernel ends it with this program,
/// however that ends: a halted process would outlive it for ever, one amid a run by minutes.
/// </summary>
internal class AnsweringProcess : IDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private readonly Process process;
    private readonly string name;

    /// <summary>Starts it.</summary>
    /// <param name="start">What to run.</param>
    /// <param name="name">What to call it where it ends early.</param>
    public AnsweringProcess(ProcessStartInfo start, string name)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        foreach (var word in (string[])[start.FileName, "KILL", "--pdeathsig"])
        {
            start.ArgumentList.Insert(0, word);
        }

        start.FileName = "setpriv"; // of util-linux; it becomes the program that it starts
        (process, this.name) = (Process.Start(start)!, name);
    }

    /// <summary>Sends one request and waits for its answer.</summary>
    /// <exception cref="BenchException">The process ended.</exception>
    public JsonNode Ask(string request, JsonNode value)
    {
        Send(request, value);
        return Read();
    }

    /// <summary>Sends one request; the answer comes when it comes.</summary>
    public Task<JsonNode> Begin(string request, JsonNode value)
    {
        Send(request, value);
        return Task.Run(Read);
    }

    /// <summary>Stops all its threads where they are.</summary>
    public void Halt() => Signal(SigStop);

    /// <summary>Lets them go on.</summary>
    public void GoOn() => Signal(SigCont);

    /// <inheritdoc />
    public void Dispose()
    {
        process.Kill(); // it may be halted
        process.WaitForExit();
        process.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Its next line.</summary>
    protected JsonNode Read() => process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new BenchException($"{name} ended early; its own words are above");

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private void Send(string request, JsonNode value)
    {
        process.StandardInput.WriteLine(new JsonObject { [request] = value }.ToJsonString());
        process.StandardInput.Flush();
    }

    private void Signal(int signal)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, signal);
        }
    }
}
