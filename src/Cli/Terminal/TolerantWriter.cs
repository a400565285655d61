using System.Text;

namespace AwacAkka.Cli.Terminal;

/// <summary>
/// A standard stream. One that is full, closed, or a terminal that is gone must not end what goes on behind it: the first refusal is
/// kept, and all that is written after it is dropped.
/// </summary>
/// <param name="stream">The stream; null where the program was started without it.</param>
/// <param name="name">How it is called in sentences.</param>
public sealed class TolerantWriter(TextWriter? stream, string name) : TextWriter
{
    private readonly Lock gate = new();
    private string? refusal = stream is null ? $"{name} is closed" : null;
    private Action<string>? listener;

    /// <summary>Why it could not be written; null while it can.</summary>
    public string? Refusal
    {
        get
        {
            lock (gate)
            {
                return refusal;
            }
        }
    }

    /// <inheritdoc />
    public override Encoding Encoding => stream?.Encoding ?? Encoding.UTF8;

    /// <summary>Has someone hear of the refusal, at once where there has been one, until the result is disposed.</summary>
    public IDisposable OnRefusal(Action<string> hear)
    {
        lock (gate)
        {
            listener = hear;
            if (refusal is not null)
            {
                hear(refusal);
            }
        }

        return new Hearing(this);
    }

    /// <inheritdoc />
    public override void Write(char value) => Try(s => s.Write(value));

    /// <inheritdoc />
    public override void Write(char[] buffer, int index, int count) => Try(s => s.Write(buffer, index, count));

    /// <inheritdoc />
    public override void Write(string? value) => Try(s => s.Write(value));

    /// <inheritdoc />
    public override void WriteLine(string? value) => Try(s => s.WriteLine(value));

    /// <inheritdoc />
    public override void Flush() => Try(s => s.Flush());

    private void Try(Action<TextWriter> write)
    {
        lock (gate)
        {
            if (refusal is not null || stream is null)
            {
                return;
            }

            try
            {
                write(stream);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                refusal = $"{name} cannot be written: {e.Message.TrimEnd('.')}";
                listener?.Invoke(refusal);
            }
        }
    }

    private sealed class Hearing(TolerantWriter writer) : IDisposable
    {
        public void Dispose()
        {
            lock (writer.gate)
            {
                writer.listener = null;
            }
        }
    }
}
