using Akka.Actor;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Runs;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>
/// Answers each event of a run with messages that are not its turn: answers that have been given before, to questions that were never
/// asked, of rounds that are over or far ahead.
/// </summary>
internal sealed class Heckler : ReceiveActor
{
    private const int FarAhead = 50;

    public Heckler(IActorRef run)
    {
        Receive<RoundTrained>(trained =>
        {
            run.Tell(new BeginRun());
            run.Tell(new ReplaySeeded(new ReplayBuffer(1, 3, 1), 0, 0, new SlotState?[4]));
            run.Tell(new LearnerTrained(trained.Phase, trained.Round, 1, 1, "forged", [], null!, null, 0));
            run.Tell(new LearnerDiverged(trained.Phase, trained.Round, 1, "forged", null));
            OfRound(run, trained.Phase == RunPhase.Online ? trained.Round : FarAhead);
            OfRound(run, FarAhead);
        });
        Receive<Evaluated>(evaluated =>
        {
            run.Tell(evaluated with { Episodes = [new EpisodeSummary(1e9, 1)] });
            run.Tell(evaluated with { Round = FarAhead });
        });
        Receive<RoundOpened>(_ => OfRound(run, FarAhead));
    }

    private static void OfRound(IActorRef run, int round)
    {
        run.Tell(new SlotsMissing(round, [0, 1, 2, 3]));
        run.Tell(new SlotQuarantined(round, 0, "forged"));
        run.Tell(new RoundCollected(round, [.. Enumerable.Range(0, 4).Select(slot => SlotState.Start((uint)slot))], [], 0));
        run.Tell(new RoundCommitted(round, 1));
    }
}
