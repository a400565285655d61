namespace AwacAkka.Cli.Tests.SmallTasks;

/// <summary>
/// A small task for each algorithm. On Pendulum random actions have a mean return of about -1,200, the log of -695, and good policies of -150.
/// </summary>
internal static class SmallTasks
{
    /// <summary>With the networks of <c>hocon/pendulum.conf</c>: updates on the log, then steps with an update each.</summary>
    private const string OnLog =
        "algorithm.lambda=preset algorithm.offline-batch-size=128 algorithm.reward-scale=0.1 offline.updates=3000 online.random-steps=0 online.steps=2000 evaluation.every-rounds=2 ";

    private const string TwiceAsLong = OnLog + "offline.updates=6000 online.steps=4000 ";

    private const string FromNothing = "algorithm.lambda=preset online.steps=6000 online.random-steps=1000 ";

    private const string FewConservativeActions = "algorithm.conservative-actions=4 algorithm.conservative-weight=0.5 ";

    public static IReadOnlyDictionary<string, SmallTask> All { get; } = new SmallTask[]
    {
        new("awac", "pendulum.conf", SmallTaskLog.Mixed, "offline.updates=3000 online.random-steps=0 online.steps=2000", -250),
        new("sac", "pendulum.conf", null, FromNothing, -250),
        new(
            "bc", "pendulum.conf", SmallTaskLog.Good,
            "algorithm.lambda=preset algorithm.preset=default algorithm.critic-hidden=preset algorithm.critic-learning-rate=preset offline.updates=5000 online.random-steps=0 online.steps=0", -250),
        new("iql", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong + "algorithm.gamma=0.95 algorithm.expectile=0.8 algorithm.beta=10", -300),
        new("td3-bc", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong + "algorithm.alpha=40", -250),
        new("rlpd", "pendulum.conf", null, FromNothing + "algorithm.preset=rlpd-few-cores online.updates-per-step=4", -250),
        new(
            "wsrl", "pendulum.conf", SmallTaskLog.Mixed,
            OnLog + FewConservativeActions + "algorithm.name=cal-ql algorithm.preset=cal-ql-dense algorithm.policy-learning-rate=1e-3 algorithm.critic-layer-norm=true "
            + "offline.updates=2000 online.steps=6000 online.updates-per-step=4 online.warm-up-steps=500 online.algorithm.name=wsrl online.algorithm.preset=wsrl-few-cores "
            + "online.algorithm.critics=2 online.algorithm.policy-learning-rate=3e-4 online.algorithm.temperature-learning-rate=3e-4 online.algorithm.reward-scale=0.1", -300),
        new("rebrac", "pendulum.conf", SmallTaskLog.Mixed, OnLog + "algorithm.policy-penalty=0.01", -400),
        new("cql", "pendulum.conf", SmallTaskLog.Mixed, OnLog + FewConservativeActions, -350),
        new("cal-ql", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong + FewConservativeActions + "algorithm.preset=cal-ql-dense algorithm.policy-learning-rate=1e-3", -300),
        new("awr", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong + "algorithm.gamma=0.95", -400),
        new("marwil", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong + "algorithm.beta=3", -400),
        new("crr", "pendulum.conf", SmallTaskLog.Mixed, TwiceAsLong, -350),
        new("brac", "pendulum.conf", SmallTaskLog.Mixed, OnLog + "algorithm.behaviour-updates=1500", -250),
        new("bear", "pendulum.conf", SmallTaskLog.Mixed, OnLog + "algorithm.preset=bear-loose algorithm.mmd-updates=1500 algorithm.vae-hidden=[64,64]", -250),
        new("abm", "pendulum.conf", SmallTaskLog.Mixed, OnLog + "algorithm.action-samples=10", -250),
        new("reinforce", "pendulum-reinforce.conf", null, "online.steps=300000", -350),
        new("a2c", "inverted-pendulum-a2c.conf", null, "", 800),
        new("dapg", "pendulum-dapg.conf", SmallTaskLog.Good, "online.steps=40000", -250),
        new("dqn", "cartpole-dqn-cleanrl.conf", null, "", 475),
    }.ToDictionary(task => task.Algorithm);
}
