using AwacAkka.Actors.Records;
using AwacAkka.Cli.Reproductions;

namespace AwacAkka.Cli.Tests.Reproductions;

/// <summary>When a finding of the paper's Figure 2 counts as seen.</summary>
public sealed class Figure2FindingsTests
{
    [Theory]
    [InlineData(999, true)]
    [InlineData(1_001, false)]
    public void Efficiency_is_held_against_awac_after_a_tenth_of_its_steps(double best, bool isSeen)
    {
        var finding = Find(1, [.. Returns("awac", 500, 1_000, 5_000), .. Returns("awr", 1_500, 600, 700), .. Returns("marwil", 0, best, 0), .. Returns("dapg", 0, 0, 10)]);
        Assert.Equal(isSeen, finding.IsSeen); // what an entry has before its first step does not count
        Assert.StartsWith("AWAC has 1,000.0 after 1,000 steps and 5,000.0 after 10,000", finding.Figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_400, 4_000, true)]
    [InlineData(3_600, 4_000, false)] // less than a tenth of AWAC's 5,000
    [InlineData(3_400, 3_400, false)] // AWAC dips as well
    public void A_dip_is_a_fall_right_after_the_switch(double cloned, double awac, bool isSeen)
    {
        var finding = Find(2, [.. Returns("awac", 4_000, awac, 5_000), .. Returns("sac-pretrain", 4_000, -100, 6_000), .. Returns("sac-bc", 4_000, cloned, 0)]);
        Assert.Equal(isSeen, finding.IsSeen);
    }

    [Theory]
    [InlineData(4_400, 3_000, true)]
    [InlineData(4_600, 3_000, false)] // gains more than half of AWAC's 1,000
    [InlineData(4_400, 4_000, false)] // the loose one does not dip
    public void Conservatism_is_little_gain_and_a_dip_of_the_loose_one(double bear, double loose, bool isSeen)
    {
        var finding = Find(
            3,
            [
                .. Returns("awac", 4_000, 4_000, 5_000), .. Returns("bear", 4_000, 4_000, bear), .. Returns("bear-loose", 4_000, loose, 6_000),
                .. Returns("abm", 4_000, 0, 4_000), .. Returns("brac", 4_000, 4_000, 4_100),
            ]);
        Assert.Equal(isSeen, finding.IsSeen);
    }

    [Theory]
    [InlineData(4_900, 4_400, true)]
    [InlineData(4_700, 4_400, false)] // more than half of the 700 that AWAC gains in as many steps
    [InlineData(4_000, 4_400, null)] // AWAC gains nothing in them
    [InlineData(3_000, 2_900, null)] // nor here, where all lose
    public void Gains_are_held_against_those_of_awac_in_as_many_steps(double early, double bear, bool? isSeen)
    {
        var finding = Find(
            3,
            [
                .. Returns("awac", 4_000, early, 9_000), new("bear", 1, RunPhase.Offline, 2_000, "return", 4_000), new("bear", 1, RunPhase.Online, 1_500, "return", bear),
                .. Returns("bear-loose", 4_000, 3_000, 6_000), .. Returns("abm", 4_000, 4_000, 4_000), .. Returns("brac", 4_000, 4_000, 4_100),
            ]);
        Assert.Equal((isSeen, isSeen is null ? "cannot be told" : finding.Verdict), (finding.IsSeen, finding.Verdict));
        Assert.Contains($" in 1,500 steps, awac {early - 4_000:#,0.0}", finding.Figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(11, false)]
    public void The_model_is_held_against_the_data_after_the_offline_phase(double newest, bool isSeen)
    {
        var finding = Find(4, [.. Model("brac", 10, 12, 5), .. Model("abm", 10, 12, newest)]);
        Assert.Equal(isSeen, finding.IsSeen);
    }

    [Fact]
    public void Without_an_entry_nothing_is_claimed()
    {
        var finding = Find(1, [.. Returns("awac", 0, 1, 2), .. Returns("awr", 0, 0, 0)]);
        Assert.Equal((null, "cannot be told", "without marwil, dapg"), (finding.IsSeen, finding.Verdict, finding.Figures));
    }

    [Fact]
    public void Curves_are_means_over_the_seeds_at_moments_that_all_have()
    {
        Measured[] measured =
        [
            new("awac", 1, RunPhase.Offline, 5_000, "return", 1), new("awac", 1, RunPhase.Offline, 10_000, "return", 2), new("awac", 1, RunPhase.Online, 500, "return", 4),
            new("awac", 2, RunPhase.Offline, 10_000, "return", 6), new("awac", 2, RunPhase.Online, 500, "return", 10), new("awac", 2, RunPhase.Online, 1_000, "return", 7),
        ];
        var curve = MeasuredCurve.Of(measured, "awac", "return", resamples: 200)!;
        Assert.Equal([(0, 4.0), (500, 7.0)], curve.Points.Select(point => (point.Steps, point.Mean.Value))); // the offline phase by its last one
        Assert.Equal((4.0, 10.0), (curve.Points[1].Mean.Interval!.Value.Low, curve.Points[1].Mean.Interval!.Value.High));
        Assert.Null(MeasuredCurve.Of(measured, "awac", "value_bias", resamples: null));
    }

    private static Finding Find(int panel, IReadOnlyList<Measured> measured) => new Figure2Findings(measured).All().Single(finding => finding.Panel == panel);

    private static Measured[] Returns(string entry, double switched, double early, double last) =>
    [
        new(entry, 1, RunPhase.Offline, 2_000, "return", switched), new(entry, 1, RunPhase.Online, 1_000, "return", early), new(entry, 1, RunPhase.Online, 10_000, "return", last),
    ];

    private static Measured[] Model(string entry, double switched, double data, double newest) =>
    [
        new(entry, 1, RunPhase.Offline, 2_000, "model_log_density_data", switched), new(entry, 1, RunPhase.Online, 10_000, "model_log_density_data", data),
        new(entry, 1, RunPhase.Online, 10_000, "model_log_density_newest", newest),
    ];
}
