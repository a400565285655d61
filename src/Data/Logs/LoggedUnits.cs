using System.Globalization;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>Finds out what a log's actions are measured in.</summary>
internal static class LoggedUnits
{
    /// <summary>What the user can say where the numbers do not.</summary>
    public const string HowToSay = "say which with dataset.action-units = environment or unit, or with --action-units";

    private const double Rounding = 1e-4; // of half a box: actions that were at its bounds, in half precision or after a tanh

    /// <summary>Decides by what is asked for, else by what the file says, else by the range of the numbers.</summary>
    /// <param name="actions">The actions as they are stored.</param>
    /// <param name="stated">The box that the file says they are in, if it says one.</param>
    /// <param name="options">What is asked for, and of which environment the log is.</param>
    /// <exception cref="InvalidDataException">They can be in neither units, or the file says others.</exception>
    public static ActionReading Of(LogColumn actions, ActionBox? stated, LogOptions options)
    {
        if (stated is not null && stated.Dimension != actions.Width)
        {
            throw new InvalidDataException(
                $"it says {stated.Dimension} bounds of actions, but '{actions.Key}' has {actions.Width} numbers per row");
        }

        if (options.Task is { Choices: { } choices, Id: var id })
        {
            return OfChoices(actions, stated, choices, id, options);
        }

        var told = stated is { IsFinite: true } ? stated : null;
        var own = options.Task?.Box;
        return options.ActionUnits switch
        {
            ActionUnits.Unit => new ActionReading(ActionUnits.Unit, null, "as asked for"),
            ActionUnits.Environment => In(
                own ?? told ?? throw new InvalidDataException("no environment is named whose units its actions could be in; name it with --environment"),
                "as asked for"),
            _ when own is null && told is not null => In(told, "so says the file"),
            _ when own is null && options.Task is { } task => new ActionReading(ActionUnits.Auto, null, $"{task.Id} has no bounded box of actions"),
            _ when own is null => Unknown(actions, options.ClipActions),
            _ when told is not null => Compare(told, own, options.Task!.Id),
            _ when own.IsUnit => In(own, "the environment's own box"),
            _ => ByRange(actions, own, options),
        };
    }

    /// <summary>Choices have no units, but indices.</summary>
    private static ActionReading OfChoices(LogColumn actions, ActionBox? stated, int choices, string id, LogOptions options)
    {
        var said = $"the actions of {id} are indices of choices, from 0 to {choices - 1}";
        if (stated is { IsFinite: true })
        {
            throw new InvalidDataException($"it says that its actions are in {stated}, but {said}");
        }

        if (options.ClipActions || options.ActionUnits != ActionUnits.Auto)
        {
            throw new InvalidDataException(
                $"{said}, which have no units and cannot be clipped: leave out --clip-actions, and leave dataset.action-units and --action-units at auto");
        }

        var buffer = new float[Math.Min(actions.Shape[0], LogColumn.BlockRows)];
        for (long start = 0; start < actions.Shape[0]; start += LogColumn.BlockRows)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(actions.Shape[0] - start, LogColumn.BlockRows));
            actions.Read(start, block);
            var wrong = ActionReading.IndexOfNoChoice(block, choices);
            if (wrong >= 0)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"'{actions.Key}' holds {block[wrong]} in row {start + wrong}, but {said}"));
            }
        }

        return new ActionReading(ActionUnits.Auto, null, $"those of {id}") { Choices = choices };
    }

    private static ActionReading In(ActionBox box, string reason) => box.IsUnit
        ? new ActionReading(ActionUnits.Unit, null, reason)
        : new ActionReading(ActionUnits.Environment, box, reason);

    private static ActionReading Compare(ActionBox told, ActionBox own, string id) =>
        told.Matches(own) || told.IsUnit
            ? In(told.IsUnit ? told : own, "so says the file")
            : throw new InvalidDataException(
                $"it says that its actions are in {told}, which is neither {own}, the box of {id}, nor [-1, 1]; {HowToSay}");

    private static ActionReading Unknown(LogColumn actions, bool clip)
    {
        var range = ActionRange.Of(actions);
        if (range.FitsIn(ActionBox.Unit(actions.Width), Rounding))
        {
            return new ActionReading(
                ActionUnits.Auto, null, "all within [-1, 1], as larger units may be, too; name the environment with --environment");
        }

        var both = $"they reach from {range.Text}, in the environment's units or beyond [-1, 1]";
        return clip
            ? throw new InvalidDataException($"its actions cannot be clipped while their units are not known: {both}; name the environment with --environment")
            : new ActionReading(ActionUnits.Auto, null, $"{both}; name the environment with --environment");
    }

    private static ActionReading ByRange(LogColumn actions, ActionBox own, LogOptions options)
    {
        var range = ActionRange.Of(actions);
        var (unit, environment) = (range.FitsIn(ActionBox.Unit(actions.Width), Rounding), range.FitsIn(own, Rounding));
        return (unit, environment) switch
        {
            (true, true) => new ActionReading(
                ActionUnits.Unit, null, $"no number is beyond it, though the box of {options.Task!.Id} is {own}", own),
            (true, false) => new ActionReading(ActionUnits.Unit, null, $"the numbers reach beyond {own}, the box of {options.Task!.Id}"),
            (false, true) => In(own, $"the numbers reach from {range.Text}"),
            _ when options.ClipActions => In(own, $"the numbers reach from {range.Text}, beyond both, and are clipped"),
            _ => throw new InvalidDataException(
                $"its actions reach from {range.Text}, which fits neither {own}, the box of {options.Task!.Id}, nor [-1, 1]; "
                + $"'awac dataset import --environment {options.Task.Id} --clip-actions' clips them to {own}, or {HowToSay}"),
        };
    }

    /// <summary>Smallest and largest finite number per action dimension.</summary>
    private sealed record ActionRange(double[] Low, double[] High)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Low.Min():G4} to {High.Max():G4}");

        public static ActionRange Of(LogColumn actions)
        {
            var range = new ActionRange(new double[actions.Width], new double[actions.Width]);
            range.Low.AsSpan().Fill(double.PositiveInfinity);
            range.High.AsSpan().Fill(double.NegativeInfinity);
            var rows = actions.Shape[0];
            var buffer = new float[Math.Min(rows, LogColumn.BlockRows) * actions.Width];
            for (long start = 0; start < rows; start += LogColumn.BlockRows)
            {
                var block = buffer.AsSpan(0, (int)Math.Min(rows - start, LogColumn.BlockRows) * actions.Width);
                actions.Read(start, block);
                for (var i = 0; i < block.Length; i++)
                {
                    var d = i % actions.Width;
                    range.Low[d] = float.IsFinite(block[i]) ? Math.Min(range.Low[d], block[i]) : range.Low[d];
                    range.High[d] = float.IsFinite(block[i]) ? Math.Max(range.High[d], block[i]) : range.High[d];
                }
            }

            return range;
        }

        public bool FitsIn(ActionBox box, double rounding) => Enumerable.Range(0, box.Dimension).All(d =>
            Low[d] >= box.Low[d] - rounding * (box.High[d] - box.Low[d]) / 2 && High[d] <= box.High[d] + rounding * (box.High[d] - box.Low[d]) / 2);
    }
}
