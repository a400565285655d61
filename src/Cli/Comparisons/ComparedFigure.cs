using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Comparisons;

/// <summary>What of an evaluation is compared.</summary>
internal static class ComparedFigure
{
    /// <summary>The figure; null where the evaluation does not have it, as those of earlier versions.</summary>
    public static double? Of(ComparisonMeasure measure, EvaluationSummary summary, string environment) => measure switch
    {
        ComparisonMeasure.Score => EnvironmentRegistry.Spec(environment).Reference?.NormalisedScore(summary.MeanReturn),
        ComparisonMeasure.Success => 100 * summary.SuccessRate,
        ComparisonMeasure.SuccessAny => 100 * summary.Goal?.AnyRate,
        ComparisonMeasure.SuccessSteps => 100 * summary.Goal?.StepShare,
        _ => summary.MeanReturn,
    };

    /// <summary>Its name as people read it.</summary>
    public static string Name(ComparisonMeasure measure) => measure switch
    {
        ComparisonMeasure.Score => "D4RL score",
        ComparisonMeasure.Success => "success (%)",
        ComparisonMeasure.SuccessAny => "success by any step (%)",
        ComparisonMeasure.SuccessSteps => "steps at the goal (%)",
        _ => "return",
    };

    /// <summary>Its name in files.</summary>
    public static string Key(ComparisonMeasure measure) => measure switch
    {
        ComparisonMeasure.SuccessAny => "success-any",
        ComparisonMeasure.SuccessSteps => "success-steps",
        _ => measure.ToString().ToLowerInvariant(),
    };
}
