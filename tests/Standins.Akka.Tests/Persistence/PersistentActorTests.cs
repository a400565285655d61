namespace Standins.Akka.Tests.Persistence;

public class PersistentActorOnMemoryTests : PersistentActorSpecification
{
    protected override string Settings => "";
}

public class PersistentActorOnSqliteTests : PersistentActorSpecification
{
    protected override string Settings => SqlSettings;
}

public class RecoveryOnMemoryTests : RecoverySpecification
{
    protected override string Settings => "";
}

public class RecoveryOnSqliteTests : RecoverySpecification
{
    protected override string Settings => SqlSettings;
}
