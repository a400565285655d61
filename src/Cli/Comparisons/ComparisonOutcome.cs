using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Cli.Comparisons;

/// <summary>A run's own evaluation, on the way.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Progress">Updates of the run so far in the offline phase, environment steps in the online one.</param>
/// <param name="Summary">What it came to.</param>
internal sealed record OwnEvaluation(RunPhase Phase, long Progress, EvaluationSummary Summary);

/// <summary>What a run came to.</summary>
/// <param name="Member">The run.</param>
/// <param name="Judgement">Its policy's judgement, on episodes of its own.</param>
/// <param name="Own">The run's own evaluations, in their order.</param>
/// <param name="Updates">Updates that it made.</param>
/// <param name="Steps">Environment steps that it took.</param>
internal sealed record ComparisonOutcome(
    ComparisonMember Member, Judgement Judgement, IReadOnlyList<OwnEvaluation> Own, long Updates, long Steps)
{
    /// <summary>Reads a run that is done.</summary>
    /// <param name="config">How its policy is to be judged.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="member">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunFailedException">Its judgement is gone, or is another one.</exception>
    public static async Task<ComparisonOutcome> ReadAsync(
        ComparisonConfig config, ComparisonFolder folder, ComparisonMember member, CancellationToken cancellation)
    {
        var run = await RecordedRun.ReadAsync(RunFolder.Open(folder.Run(member)), cancellation);
        var judgement = Judgement.Find(folder.Judgement(member)) ?? throw new RunFailedException($"'{folder.Judgement(member)}' is gone; start the comparison again");
        if (!judgement.Fits(config.Policy, config.Episodes, member.EvaluationSeed, run.History.Finished?.Digest ?? string.Empty))
        {
            throw new RunFailedException($"'{folder.Judgement(member)}' is not of this run and these episodes; start the comparison again");
        }

        var last = run.History.Trained.Last();
        return new ComparisonOutcome(
            member,
            judgement,
            [.. run.History.EvaluationsOf(new RunPlan(run.Config, run.History.Forked)).Select(evaluated => ToOwn(run.History, evaluated))],
            last.Updates,
            last.Steps);
    }

    /// <summary>The figure that is compared.</summary>
    /// <exception cref="RunFailedException">Its environment is registered with a success rate, but its steps tell none.</exception>
    public double Figure(ComparisonMeasure measure) => Figure(measure, Judgement.Summary) ?? throw new RunFailedException(
        $"{Member.Config.Environment.Id} is registered with SuccessfulSteps, but its steps tell no success: set Success of its StepResult, or measure = return");

    /// <summary>The same of another evaluation of the run; null where an earlier version made it, which did not know it.</summary>
    public double? Figure(ComparisonMeasure measure, EvaluationSummary summary) => ComparedFigure.Of(measure, summary, Member.Config.Environment.Id);

    private static OwnEvaluation ToOwn(RunHistory history, Evaluated evaluated)
    {
        var trained = history.Training(evaluated.Phase, evaluated.Round)!;
        return new(evaluated.Phase, evaluated.Phase == RunPhase.Offline ? trained.Updates : trained.Steps, EvaluationSummary.Of(evaluated.Episodes));
    }
}
