namespace Akka;

/// <summary>Says that something has been done.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
