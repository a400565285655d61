using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace AwacAkka.Bench;

/// <summary>A process that answers requests, a line of JSON each, and can be halted at any point of its work.</summary>
/// <param name="start">What to run.</param>
/// <param name="name">What to call it where it ends early.</param>
internal class AnsweringProcess(ProcessStartInfo start, string name) : IDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private readonly Process process = Process.Start(Redirected(start))!;
    private bool disposed;
    private volatile bool released;

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
    public void Halt()
    {
        if (!released)
        {
            Signal(SigStop);
        }
    }

    /// <summary>Lets them go on.</summary>
    public void GoOn() => Signal(SigCont);

    /// <summary>Lets them go on and never halts them again: a halted process would outlive this program for ever.</summary>
    public void Release()
    {
        released = true;
        GoOn();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Release();
        disposed = true;
        process.StandardInput.Close(); // its loop ends
        process.WaitForExit();
        process.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Its next line.</summary>
    protected JsonNode Read() => process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new BenchException($"{name} ended early; its own words are above");

    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return start;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private void Send(string request, JsonNode value)
    {
        process.StandardInput.WriteLine(new JsonObject { [request] = value }.ToJsonString());
        process.StandardInput.Flush();
    }

    private void Signal(int signal)
    {
        if (!disposed && !process.HasExited)
        {
            _ = Kill(process.Id, signal);
        }
    }
}
