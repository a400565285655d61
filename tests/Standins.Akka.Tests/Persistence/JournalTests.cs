namespace Standins.Akka.Tests.Persistence;

public class MemoryJournalTests : JournalSpecification
{
    protected override string Settings => "";
}

public class SqlJournalTests : JournalSpecification
{
    protected override string Settings => SqlSettings;
}

/// <summary>Small pages and transactions, so that every boundary is crossed.</summary>
public class SqlJournalWithSmallBatchesTests : JournalSpecification
{
    protected override string Settings => SqlSettings + "\nakka.persistence.journal.sql { batch-size = 2, replay-batch-size = 3 }";
}
