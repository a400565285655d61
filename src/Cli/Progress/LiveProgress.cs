using AwacAkka.Actors;
using Spectre.Console;

namespace AwacAkka.Cli.Progress;

/// <summary>Progress drawn in place on a terminal.</summary>
internal sealed class LiveProgress : IRunProgress
{
    private const int BarWidth = 40;
    private readonly RunStatus status;
    private readonly LiveDisplayContext display;
    private string notice = string.Empty;

    private LiveProgress(RunRequest request, LiveDisplayContext display)
    {
        status = new RunStatus(request.Config, request.Origin?.Lineage);
        this.display = display;
    }

    /// <summary>Shows a run until its task ends.</summary>
    public static async Task<RunResult> WatchAsync(RunRequest request, Func<IRunProgress, Task<RunResult>> run)
    {
        RunResult? result = null;
        await AnsiConsole.Live(new Text(string.Empty)).StartAsync(async display =>
            result = await run(new LiveProgress(request, display)));
        return result!;
    }

    /// <inheritdoc />
    public void Advanced(RunAdvance advance)
    {
        status.Add(advance);
        display.UpdateTarget(Render());
    }

    /// <inheritdoc />
    public void RoundEnded(MetricsRow row)
    {
        status.Add(row);
        display.UpdateTarget(Render());
    }

    /// <inheritdoc />
    public void Noticed(string sentence)
    {
        notice = sentence;
        display.UpdateTarget(Render());
    }

    private Grid Render()
    {
        var filled = (int)Math.Clamp(status.Share * BarWidth, 0, BarWidth);
        var grid = new Grid().AddColumn().AddColumn();
        var bar = new string('█', filled) + new string('░', BarWidth - filled);
        grid.AddRow(new Text(status.Phase, new Style(decoration: Decoration.Bold)), new Text(bar));
        AddRow(grid, "updates", status.Updates, status.UpdateSpeed);
        AddRow(grid, "steps", status.Steps, status.StepSpeed);
        AddRow(grid, "learner", status.Losses);
        AddRow(grid, "policy", status.Evaluation);
        AddRow(grid, "time", status.TimeLeft);
        AddRow(grid, "notice", notice);
        return grid;
    }

    private static void AddRow(Grid grid, string name, params string[] parts)
    {
        var text = string.Join(", ", parts.Where(p => p.Length > 0));
        if (text.Length > 0)
        {
            grid.AddRow(new Text(name), new Text(text));
        }
    }
}
