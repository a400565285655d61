using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AwacAkka.Cli.Progress;

/// <summary>Progress drawn in place on a terminal.</summary>
internal sealed class LiveProgress : IRunObserver
{
    private const int BarWidth = 40;
    private readonly RunStatus status;
    private readonly LiveDisplayContext display;

    private LiveProgress(RunConfig config, LiveDisplayContext display)
    {
        status = new RunStatus(config);
        this.display = display;
    }

    /// <summary>Shows a run until its task ends.</summary>
    public static async Task<Finished> WatchAsync(RunConfig config, Func<IRunObserver, Task<Finished>> run)
    {
        Finished? finished = null;
        await AnsiConsole.Live(new Text(string.Empty)).StartAsync(async display =>
            finished = await run(new LiveProgress(config, display)));
        return finished!;
    }

    /// <inheritdoc />
    public void OnEvent(RunEvent runEvent)
    {
        status.Add(runEvent);
        display.UpdateTarget(Render());
    }

    /// <inheritdoc />
    public void OnProgress(RunProgress progress)
    {
        status.Add(progress);
        display.UpdateTarget(Render());
    }

    private IRenderable Render()
    {
        var filled = (int)Math.Clamp(status.Share * BarWidth, 0, BarWidth);
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow(new Text(status.Phase, new Style(decoration: Decoration.Bold)), new Text(new string('█', filled) + new string('░', BarWidth - filled)));
        AddRow(grid, "updates", status.Updates, status.UpdateSpeed);
        AddRow(grid, "steps", status.Steps, status.StepSpeed);
        AddRow(grid, "learner", status.Losses);
        AddRow(grid, "policy", status.Evaluation);
        AddRow(grid, "time", status.TimeLeft);
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
