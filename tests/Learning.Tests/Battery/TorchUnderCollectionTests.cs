using AwacAkka.Learning.Tests.Golden;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>
/// A <c>TorchSharp.Scalar</c> that nobody holds can be finalised while libtorch reads it, and the number that it reads is then another.
/// That takes a collection at the wrong moment: here collections never stop.
/// </summary>
[Collection(nameof(LiveTensors))]
[Trait("Category", "Long")]
public sealed class TorchUnderCollectionTests
{
    /// <summary>Every option, since each has numbers of its own in an update.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>An option of each algorithm.</summary>
    public static TheoryData<string> Algorithms => [.. All.GroupBy(option => option.Value.With.Algorithm.Name).Select(options => options.First().Key)];

    private static Dictionary<string, (LearnerCase Without, LearnerCase With)> All { get; } = LearnerCases.Options.Concat(LearnerCases.TorchOptions).ToDictionary();

    /// <summary>
    /// An update takes 20 to 100 ms, as every call waits for a collection. Four are the fewest in which each option has had its turn, a policy that learns
    /// in every other update among them. What all algorithms share goes through all of these; a number of one option's own is for the slow tests, and for
    /// the rule that <see cref="Scalars.ScalarRuleTests"/> hold all code to.
    /// </summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Updates_under_constant_collection_compute_the_same_bits(string name) => AssertSameBits(name, updates: 4);

    /// <summary>Minutes long; run with <c>-explicit only</c>.</summary>
    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void Five_thousand_updates_under_constant_collection_compute_the_same_bits(string name) => AssertSameBits(name, updates: 5_000);

    private static void AssertSameBits(string name, int updates)
    {
        var calm = Train(name, updates);
        using var collecting = new ConstantCollection();
        var collected = Train(name, updates);
        Assert.True(collecting.Count > 0);
        var wrong = calm.Zip(collected).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(wrong == calm.Count, $"the figures differ from update {wrong} on");
    }

    /// <summary>A digest of every update.</summary>
    private static List<string> Train(string name, int updates)
    {
        var learned = All[name].With;
        using var learner = learned.Torch();
        var inputs = Enumerable.Range(0, 16).Select(learned.Inputs).ToArray();
        var digests = new List<string>();
        for (var update = 0; update < updates; update++)
        {
            var (batch, noise) = inputs[update % inputs.Length];
            learner.Update(batch, noise);
            digests.Add(string.Join(' ', learner.TakeMetrics().ToArray()));
        }

        digests.Add(learner.Capture().Digest());
        return digests;
    }

    private sealed class ConstantCollection : IDisposable
    {
        private readonly Thread thread;
        private volatile bool ended;
        private volatile int count;

        public ConstantCollection()
        {
            thread = new Thread(Collect) { IsBackground = true };
            thread.Start();
            Assert.True(SpinWait.SpinUntil(() => count > 0, TimeSpan.FromMinutes(1))); // on a busy machine updates could be over before the thread has begun
        }

        public int Count => count;

        public void Dispose()
        {
            ended = true;
            thread.Join();
        }

        private void Collect()
        {
            while (!ended)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
                count++;
            }
        }
    }
}
