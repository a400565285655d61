using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Replay;

/// <summary>Fills the buffer with the offline data; answered by <see cref="ReplaySeeded"/>.</summary>
/// <param name="Transitions">The data, of which the journal may hold a first part already; null where it holds them all.</param>
public sealed record SeedReplay(TransitionChunk? Transitions);

/// <summary>The offline data are stored and in the buffer, and so are the online rounds before the one to go on with.</summary>
/// <param name="Replay">The buffer: read-only for everyone but the replay actor, below a count that it has handed out.</param>
/// <param name="Count">Transitions in it.</param>
/// <param name="Rounds">Online rounds that went into it.</param>
/// <param name="Ends">Where each stream stands, by slot; null before its first round.</param>
public sealed record ReplaySeeded(ReplayBuffer Replay, int Count, int Rounds, IReadOnlyList<SlotState?> Ends) : IRunAnswer;

/// <summary>Expects a round; answered by <see cref="SlotsMissing"/>, or by <see cref="RoundCollected"/> if the journal holds it whole.</summary>
/// <param name="Round">The online round.</param>
public sealed record OpenRound(int Round);

/// <summary>What is left to collect of a round.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Slots">Slots without a chunk.</param>
public sealed record SlotsMissing(int Round, IReadOnlyList<uint> Slots) : IRunAnswer;

/// <summary>Every chunk of a round is stored; the buffer does not hold them yet.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Ends">Where each stream stands, by slot.</param>
/// <param name="Episodes">Episodes that ended, in the order of slots.</param>
/// <param name="Seconds">Time of the rollouts, summed.</param>
public sealed record RoundCollected(
    int Round, IReadOnlyList<SlotState> Ends, IReadOnlyList<EpisodeSummary> Episodes, double Seconds) : IRunAnswer;

/// <summary>Puts a collected round into the buffer; sent while no learner reads it.</summary>
/// <param name="Round">The online round.</param>
public sealed record CommitRound(int Round);

/// <summary>The round's transitions are in the buffer.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Count">Transitions in the buffer now.</param>
public sealed record RoundCommitted(int Round, int Count) : IRunAnswer;

/// <summary>The replay actor's events cannot be read or stored; it has stopped.</summary>
/// <param name="Cause">What the journal reported.</param>
public sealed record JournalFailed(Exception Cause);

/// <summary>The journal did not take an event, as it cannot be put into bytes; the actor that it is of has stopped.</summary>
/// <param name="Event">The event.</param>
/// <param name="Cause">Why it cannot.</param>
public sealed record EventRejected(object Event, Exception Cause);

/// <summary>Removes transitions from the journal that the buffer has overwritten.</summary>
/// <param name="Before">The first round that stays.</param>
public sealed record ForgetRounds(int Before);
