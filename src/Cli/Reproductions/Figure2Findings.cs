using AwacAkka.Cli.Terminal;
using static AwacAkka.Cli.Reproductions.Figure2Panels;

namespace AwacAkka.Cli.Reproductions;

/// <summary>Whether a finding of the paper is seen.</summary>
/// <param name="Panel">The panel's number.</param>
/// <param name="Claim">The finding, and by which rule it counts as seen.</param>
/// <param name="IsSeen">Whether it is seen; null where entries or evaluations for it are missing.</param>
/// <param name="Figures">The figures behind that.</param>
internal sealed record Finding(int Panel, string Claim, bool? IsSeen, string Figures)
{
    /// <summary>The verdict in words.</summary>
    public string Verdict => IsSeen switch { true => "seen", false => "not seen", null => "cannot be told" };
}

/// <summary>The paper's findings as rules over the mean curves. Returns after the offline phase stand at 0 steps.</summary>
/// <param name="measured">All figures.</param>
internal sealed class Figure2Findings(IReadOnlyList<Measured> measured)
{
    /// <summary>The part of the steps that counts as the time right after the switch: 50,000 of the paper's 500,000.</summary>
    private const double SwitchShare = 0.1;

    /// <summary>A dip is a fall by more than this part of AWAC's return at its end.</summary>
    private const double DipShare = 0.1;

    /// <summary>All findings, in the order of the panels.</summary>
    public IReadOnlyList<Finding> All() =>
    [
        Told(1, "none of AWR, MARWIL and DAPG comes in all its steps to where AWAC is after a tenth of its own", [Awac, Awr, Marwil, Dapg], Efficiency),
        Told(
            2, "SAC from an offline phase dips right after the switch, cloned or not, by more than a tenth of AWAC's last return, and AWAC does not", [Awac, SacPretrain, SacBc],
            Bootstrapping),
        Told(
            3, "BEAR, ABM and BRAC gain less than half of what AWAC gains in as many steps, where it gains; BEAR with a looser bound dips",
            [Awac, Bear, BearLoose, Abm, Brac], Conservatism),
        Told(4, "online transitions are less likely by the behaviour model than the data were after the offline phase", [Brac, Abm], BehaviourModel),
    ];

    private (bool?, string) Efficiency()
    {
        var awac = Curve(Awac)!;
        var tenth = awac.Points.First(point => point.Steps > 0 && point.Steps * 10 >= awac.Points[^1].Steps);
        MeasuredCurve[] others = [.. new[] { Awr, Marwil, Dapg }.Select(entry => Curve(entry)!)];
        var best = others.Select(curve => (curve.Entry, Best: curve.Points.Where(point => point.Steps > 0).Max(point => point.Mean.Value))).ToArray();
        return (
            best.All(other => other.Best < tenth.Mean.Value),
            $"AWAC has {Numbers.Return(tenth.Mean.Value)} after {Numbers.Count(tenth.Steps)} steps and {Numbers.Return(awac.Last)} after {Numbers.Count(awac.Points[^1].Steps)}; the best of "
            + string.Join(", ", best.Select(other => $"{other.Entry} is {Numbers.Return(other.Best)}")));
    }

    private (bool?, string) Bootstrapping()
    {
        MeasuredCurve[] curves = [.. new[] { SacPretrain, SacBc, Awac }.Select(entry => Curve(entry)!)];
        return (
            curves.Take(2).All(HasDip) && !HasDip(curves[2]),
            string.Join("; ", curves.Select(curve =>
                $"{curve.Entry} has {Numbers.Return(curve.First)} at the switch and falls by {Numbers.Return(curve.Dip(SwitchShare))}"
                + (Curve(curve.Entry, ValueBias) is { } bias ? $", its values there {Numbers.Figure(bias.First)} above the returns" : string.Empty))));
    }

    private (bool?, string) Conservatism()
    {
        var (awac, loose) = (Curve(Awac)!, Curve(BearLoose)!);
        var gains = new[] { Bear, Abm, Brac }.Select(entry => Curve(entry)!)
            .Select(curve => (curve.Entry, curve.Gain, curve.Points[^1].Steps, OfAwac: awac.GainBy(curve.Points[^1].Steps))).ToArray();
        return (
            gains.All(gain => gain.OfAwac > 0) ? gains.All(gain => gain.Gain < gain.OfAwac / 2) && HasDip(loose) : null,
            $"gains: {string.Join(", ", gains.Select(gain => $"{gain.Entry} {Numbers.Return(gain.Gain)} in {Numbers.Count(gain.Steps)} steps, {Awac} {Numbers.Return(gain.OfAwac)}"))}; "
            + $"{BearLoose} falls by {Numbers.Return(loose.Dip(SwitchShare))} from {Numbers.Return(loose.First)}, and gains {Numbers.Return(loose.Gain)}");
    }

    private (bool?, string) BehaviourModel()
    {
        var models = new[] { Brac, Abm }.Select(entry => (OnData: Curve(entry, ModelOnData)!, OnNewest: Curve(entry, ModelOnNewest)!)).ToArray();
        return (
            models.All(model => model.OnNewest.Last < model.OnData.Points.First(point => point.Steps == 0).Mean.Value),
            string.Join("; ", models.Select(model =>
                $"{model.OnData.Entry}: {Numbers.Figure(model.OnData.First)} nats on the data after the offline phase, at the end {Numbers.Figure(model.OnData.Last)} on them "
                + $"and {Numbers.Figure(model.OnNewest.Last)} on the newest transitions")));
    }

    private Finding Told(int panel, string claim, string[] needed, Func<(bool?, string)> rule)
    {
        string[] lacking = [.. needed.Where(entry => !IsMeasured(panel, entry))];
        if (lacking.Length > 0)
        {
            return new(panel, claim, null, $"without {string.Join(", ", lacking)}");
        }

        var (isSeen, figures) = rule();
        return new(panel, claim, isSeen, figures);
    }

    private bool IsMeasured(int panel, string entry) => panel == 4
        ? Curve(entry, ModelOnData)?.Points[0].Steps == 0 && Curve(entry, ModelOnNewest) is not null
        : Curve(entry) is { } curve && curve.Points[^1].Steps > 0 && curve.Points[0].Steps == 0;

    private bool HasDip(MeasuredCurve curve) => curve.Dip(SwitchShare) > DipShare * Math.Abs(Curve(Awac)!.Last);

    private MeasuredCurve? Curve(string entry, string measure = Return) => MeasuredCurve.Of(measured, entry, measure, resamples: null);
}
