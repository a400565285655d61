using Akka.Actor;
using AwacAkka.Actors.Learners;

namespace AwacAkka.Actors.Runs;

/// <summary>Passes a run's events and the learner's progress to an observer, one at a time.</summary>
public sealed class RunObserverActor : ReceiveActor
{
    private readonly RunPlan plan;
    private readonly long totalSteps;
    private long steps;

    /// <summary>Observes the run of that request.</summary>
    public RunObserverActor(RunRequest request, IRunObserver observer)
    {
        plan = new RunPlan(request.Config);
        totalSteps = request.Config.Online.Steps;
        Receive<RunEvent>(runEvent =>
        {
            steps = runEvent is RoundTrained trained ? trained.Steps : steps;
            observer.OnEvent(runEvent);
        });
        Receive<LearnerProgress>(p => observer.OnProgress(
            new RunProgress(p.Phase, p.Updates, plan.TotalUpdates, steps, totalSteps, p.UpdatesPerSecond)));
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(RunEvent));
        Context.System.EventStream.Subscribe(Self, typeof(LearnerProgress));
    }
}
