using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Tests;

public sealed class KeyRulesTests
{
    [Fact]
    public void Every_key_says_what_may_become_of_it_in_a_run_that_has_begun_and_why()
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
