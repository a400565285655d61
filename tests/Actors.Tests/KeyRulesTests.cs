using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Tests;

public sealed class KeyRulesTests
{
    [Fact]
    public void EveryKeySaysWhatMayBecomeOfItInARunThatHasBegunAndWhy()
    {
        foreach (var path in RunConfigKeys.Paths)
        {
            var rule = KeyRules.Find(path);
            Assert.True(rule is not null, $"{path} has no rule in {nameof(KeyRules)}");
            Assert.True(rule.Freedom == KeyFreedom.Free || rule.Reason.Length > 0, $"{path} has no reason");
        }

        Assert.Null(KeyRules.Find("online.stops"));
    }
}
