namespace AwacAkka.Data.Transitions;

/// <summary>Columns of a batch that come from the episode around a transition, for algorithms that need them.</summary>
[Flags]
public enum BatchColumns
{
    /// <summary>The transitions alone.</summary>
    None = 0,

    /// <summary>The action that the data take at s'.</summary>
    NextAction = 1,

    /// <summary>The discounted rewards from the transition on to its episode's last one that is known.</summary>
    Return = 2,

    /// <summary>Whether the batch's next row is the episode's next step.</summary>
    Succession = 4,

    /// <summary>What several steps come to in place of one: the batch's rewards and successors are those of so many steps, and its discounts are filled.</summary>
    Steps = 8,
}
