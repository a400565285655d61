namespace Standins.Akka.Tests.Persistence;

public class PersistentActorOnMemoryTests : PersistentActorSpecification
{
    protected override string Settings => "";
}

public class PersistentActorOnSqliteTests : PersistentActorSpecification
{
    protected override string Settings => SqlSettings;
}
