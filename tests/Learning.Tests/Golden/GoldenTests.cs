using System.Diagnostics.CodeAnalysis;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>Which golden files there are for a kind of learner.</summary>
public interface IGoldenFiles
{
    /// <summary>Their names.</summary>
    static abstract IEnumerable<string> Names { get; }
}

/// <summary>
/// Holds an implementation of an algorithm to PyTorch's results, and to what a run needs of every learner: an update is a pure
/// function of state, batch and noise. Derived classes name the implementation.
/// </summary>
/// <remarks>
/// A number x agrees with its golden value y if |x - y| is at most 1e-5 of the largest magnitude in y's layer, weight and bias (of a
/// metric: in its ten values). Not of |y| alone: where terms of opposite sign cancel, single precision cannot resolve 1e-5 of their sum.
/// </remarks>
/// <typeparam name="TFiles">The files that it is held to.</typeparam>
public abstract class GoldenTests<TFiles>
    where TFiles : IGoldenFiles
{
    private const float Tolerance = 1e-5f;

    [SuppressMessage("Design", "CA1000", Justification = "xunit reads a test's data from the class that declares it")]
    public static TheoryData<string> Names => [.. TFiles.Names];

    protected abstract ILearner Create(AlgorithmConfig config, Dimensions dimensions, TrainingState initial);

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_of_every_update_are_those_of_PyTorch(string name)
    {
        var golden = GoldenFile.Read(name);
        using var learner = Create(golden, golden.State(0));
        Assert.Equal(golden.MetricNames, learner.MetricNames);
        var metrics = golden.MetricNames.ToDictionary(metric => metric, _ => new float[golden.Updates]);
        for (var update = 0; update < golden.Updates; update++)
        {
            Update(learner, golden, update);
            var figures = learner.TakeMetrics();
            for (var i = 0; i < figures.Length; i++)
            {
                metrics[learner.MetricNames[i]][update] = figures[i];
            }
        }

        Assert.All(metrics, metric => AssertClose(metric.Key, golden.Metric(metric.Key), metric.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_those_of_PyTorch(string name)
    {
        var golden = GoldenFile.Read(name);
        using var learner = Create(golden, golden.State(0));
        Update(learner, golden, 0);
        var (start, after) = (golden.State(0), learner.Capture());
        foreach (var (parameter, gradient) in golden.Gradients())
        {
            // Adam's first moment starts at 0, so after one update it is a tenth of the gradient with its weight decay.
            var decay = !parameter.StartsWith("policy.", StringComparison.Ordinal) ? 0 : golden.Config switch
            {
                AwacConfig awac => awac.PolicyWeightDecay,
                BcConfig bc => bc.PolicyWeightDecay,
                _ => 0,
            };
            var actual = after.Tensors[$"adam.m.{parameter}"].Data
                .Zip(start.Tensors[parameter].Data, (moment, value) => (10 * moment) - (decay * value));
            AssertClose(parameter, gradient.Data, [.. actual]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_targets_and_moments_after_one_and_ten_updates_are_those_of_PyTorch(string name)
    {
        var golden = GoldenFile.Read(name);
        using var learner = Create(golden, golden.State(0));
        for (var update = 0; update < golden.Updates; update++)
        {
            Update(learner, golden, update);
            if (update == 0 || update == golden.Updates - 1)
            {
                AssertClose(golden.State(update + 1), learner.Capture());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Capture_of_a_fresh_learner_is_its_initial_state(string name)
    {
        var golden = GoldenFile.Read(name);
        using var learner = Create(golden, golden.State(0));
        Assert.Equal(golden.State(0).Digest(), learner.Capture().Digest());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restored_learner_continues_to_the_same_bits(string name)
    {
        var golden = GoldenFile.Read(name);
        using var first = Create(golden, golden.State(0));
        using var second = Create(golden, golden.State(10));
        for (var update = 0; update < 3; update++)
        {
            Update(first, golden, update);
        }

        var captured = first.Capture();
        second.Restore(captured);
        Assert.Equal(captured.Digest(), second.Capture().Digest());
        for (var update = 3; update < 6; update++)
        {
            Update(first, golden, update);
            Update(second, golden, update);
        }

        Assert.Equal(3, captured.Updates);
        Assert.Equal(6, second.Updates);
        Assert.Equal(first.Capture().Digest(), second.Capture().Digest());
        Assert.NotEqual(captured.Digest(), second.Capture().Digest());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Restore_names_the_tensor_that_is_missing_or_misshapen(string name)
    {
        var golden = GoldenFile.Read(name);
        var state = golden.State(0);
        using var learner = Create(golden, state);
        var network = state.Tensors.ContainsKey("policy.0.bias") ? "policy" : "q"; // DQN has values alone
        var lacking = new Dictionary<string, StateTensor>(state.Tensors);
        lacking.Remove($"adam.v.{network}.1.weight");
        var misshapen = new Dictionary<string, StateTensor>(state.Tensors) { [$"{network}.0.bias"] = new([3], new float[3]) };

        var missing = Assert.Throws<ArgumentException>(() => learner.Restore(state with { Tensors = lacking }));
        var wrong = Assert.Throws<ArgumentException>(() => learner.Restore(state with { Tensors = misshapen }));

        Assert.Contains($"'adam.v.{network}.1.weight'", missing.Message, StringComparison.Ordinal);
        Assert.Contains($"'{network}.0.bias'", wrong.Message, StringComparison.Ordinal);
    }

    private static void Update(ILearner learner, GoldenFile golden, int update)
    {
        var (batch, noise) = golden.Inputs(update);
        learner.Update(batch, noise);
    }

    private static void AssertClose(TrainingState expected, TrainingState actual)
    {
        Assert.Equal(expected.Algorithm, actual.Algorithm);
        Assert.Equal(expected.Updates, actual.Updates);
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        Assert.All(expected.Tensors, tensor =>
        {
            Assert.Equal(tensor.Value.Shape, actual.Tensors[tensor.Key].Shape);
            var layer = tensor.Key[..(tensor.Key.LastIndexOf('.') + 1)];
            var scale = expected.Tensors.Where(t => t.Key.StartsWith(layer, StringComparison.Ordinal)).Max(t => t.Value.Data.Max(MathF.Abs));
            AssertClose(tensor.Key, tensor.Value.Data, actual.Tensors[tensor.Key].Data, scale);
        });
    }

    private static void AssertClose(string name, float[] expected, float[] actual) =>
        AssertClose(name, expected, actual, expected.Max(MathF.Abs));

    private static void AssertClose(string name, float[] expected, float[] actual, float scale)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = MathF.Abs(actual[i] - expected[i]);
            Assert.True(
                error <= Tolerance * scale,
                $"{name}[{i}] is {actual[i]:g9}, expected {expected[i]:g9}: off by {error / scale:e1} of the scale {scale:g3}");
        }
    }

    private ILearner Create(GoldenFile golden, TrainingState initial) =>
        Create(golden.Config, golden.Dimensions, initial);
}
