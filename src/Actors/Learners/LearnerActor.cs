using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Learners;

/// <summary>Runs the algorithm on a thread of its own, one round per message.</summary>
public sealed class LearnerActor : ReceiveActor
{
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly RoundTrainer trainer;

    /// <summary>Starts from a training state.</summary>
    /// <param name="setting">What the learner is made of.</param>
    /// <param name="start">An initial state or a checkpoint.</param>
    /// <param name="publish">Hears about once a second how a round gets on.</param>
    /// <param name="stop">Ends the round in work: the system is about to terminate and shall not wait for it.</param>
    public LearnerActor(LearnerSetting setting, LearnerStart start, Action<IRunNews> publish, CancellationToken stop)
    {
        trainer = new RoundTrainer(setting, start);
        Receive<TrainRound>(round =>
        {
            try
            {
                Sender.Tell(trainer.Train(round, Tell, stop));
            }
            catch (OperationCanceledException)
            {
                // No answer: half a round is no result, and a resumed run begins the round again.
            }
        });

        void Tell(IRunNews news)
        {
            if (news is RunNotice notice)
            {
                log.Info(notice.Sentence);
            }

            publish(news);
        }
    }

    /// <inheritdoc />
    protected override void PostStop() => trainer.Dispose();
}

/// <summary>Told to those who watch the run about once a second while a round is trained.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
/// <param name="Updates">Updates of the run so far.</param>
/// <param name="UpdatesPerSecond">Speed since the last report.</param>
public sealed record LearnerProgress(RunPhase Phase, int Round, long Updates, double UpdatesPerSecond) : IRunNews;
