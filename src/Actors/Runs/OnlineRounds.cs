using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Runs;

/// <summary>How far the online rounds are. A round is collected, then committed to the buffer, then trained on.</summary>
internal sealed class OnlineRounds
{
    /// <summary>Rounds in the buffer.</summary>
    public int Committed { get; set; }

    /// <summary>Rounds trained on.</summary>
    public int Trained { get; set; }

    /// <summary>Whether round <see cref="Committed"/> is being collected, or waits to be committed.</summary>
    public bool Collecting { get; set; }

    /// <summary>Whether a collected round is on its way into the buffer.</summary>
    public bool Committing { get; set; }

    /// <summary>Whether the learner is at work on round <see cref="Trained"/>.</summary>
    public bool Training { get; set; }

    /// <summary>Whether a round is the one that is being collected.</summary>
    public bool Collects(int round) => Collecting && !Committing && round == Committed;

    /// <summary>Whether a round is the one that is on its way into the buffer.</summary>
    public bool Commits(int round) => Committing && round == Committed;

    /// <summary>Whether a committed round waits for a free learner.</summary>
    public bool MayTrain => !Training && !Committing && Committed > Trained;

    /// <summary>Whether the next round may be collected: the policy it takes is there, and every stream's start is known.</summary>
    public bool MayCollect(RunPlan plan) =>
        !Collecting && Committed < plan.OnlineRounds && Trained >= plan.PolicyVersion(Committed);
}
