using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>The parts that fused learners are made of, each for itself: gradients against finite differences, ensembles of any size.</summary>
public sealed class FusedPartsTests
{
    private const int Obs = 3;
    private const int Act = 2;
    private const int Choices = 3;
    private const int Rows = 37;

    /// <summary>L of outputs, whose gradient a head gives: f(a) = sum of c a for those through a sample.</summary>
    [Fact]
    public void Gradients_through_a_tanh_gaussians_sample_are_those_of_finite_differences()
    {
        const float EntropyWeight = 0.3f;
        var head = new TanhGaussianHead(Act, logStdMin: -5, logStdMax: 2);
        var (outputs, noise, slope) = (Normals(2 * Act, 1), Normals(Act, 2), Normals(Act, 3));
        var (action, gradient) = (new float[Act], new float[2 * Act]);
        double Loss() => EntropyWeight * head.Sample(outputs, noise, action) + action.Zip(slope, (a, c) => a * c).Sum();

        Loss();
        head.Differentiate(outputs, noise, action, EntropyWeight, slope, gradient);
        AssertDifferences(outputs, gradient, Loss);
    }

    [Fact]
    public void A_log_deviation_beyond_its_bounds_gets_no_gradient()
    {
        var head = new TanhGaussianHead(Act, logStdMin: -1, logStdMax: 1);
        var (action, gradient) = (new float[Act], new float[2 * Act]);
        float[] outputs = [0.1f, 0.2f, 1.5f, -1.5f];
        head.Sample(outputs, [1, 1], action);
        head.Differentiate(outputs, [1, 1], action, 0.3f, [1, 1], gradient);
        Assert.Equal([0, 0], gradient[Act..]);
        Assert.DoesNotContain(0, gradient[..Act]);
    }

    [Fact]
    public void Gradients_of_a_deterministic_action_are_those_of_finite_differences()
    {
        var head = new DeterministicHead(Act);
        var (outputs, slope) = (Normals(Act, 4), Normals(Act, 5));
        var (action, gradient) = (new float[Act], new float[Act]);
        double Loss()
        {
            head.Act(outputs, action);
            return action.Zip(slope, (a, c) => a * c).Sum();
        }

        Loss();
        head.Differentiate(action, slope, gradient);
        AssertDifferences(outputs, gradient, Loss);
    }

    [Fact]
    public void Smoothing_adds_no_more_than_its_clip_and_stays_within_the_bounds()
    {
        var head = new DeterministicHead(Act);
        var action = new float[Act];
        head.ActSmoothed([0, 0], [1, 100], deviation: 0.2f, clip: 0.5f, action);
        Assert.Equal([0.2f, 0.5f], action);
        head.ActSmoothed([9, -9], [100, -100], deviation: 0.2f, clip: 0.5f, action);
        Assert.Equal([1, -1], action);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_a_gaussians_weighted_likelihood_are_those_of_finite_differences(bool tanhMean)
    {
        using var resources = Resources(1);
        var head = new GaussianHead(resources, new GaussianForm(tanhMean ? MeanActivation.Tanh : MeanActivation.Linear, StandardDeviation.Sigmoid, -2, 1));
        AssertLikelihoodDifferences(head, Normals(Act, 7), Normals(Rows * Act, 6), Normals(Rows * Act, 8));
    }

    [Fact]
    public void Gradients_of_choices_weighted_likelihood_are_those_of_finite_differences()
    {
        using var resources = Resources(1, Choices);
        AssertLikelihoodDifferences(
            new CategoricalHead(resources), free: [], Normals(Rows * Choices, 6), [.. Enumerable.Range(0, Rows).Select(row => (float)(row % Choices))]);
    }

    /// <summary>As the exponentials of such logits by themselves do not exist.</summary>
    [Fact]
    public void Probabilities_of_far_logits_are_finite_and_sum_to_one()
    {
        var log = new float[3];
        CategoricalHead.LogProbabilities([900, -900, 899], log);
        Assert.All(log, number => Assert.True(float.IsFinite(number)));
        Assert.Equal(1, log.Sum(number => Math.Exp(number)), 1e-6);
        Assert.Equal(Math.E, Math.Exp(log[0] - log[2]), 1e-4);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Gradients_of_an_expectile_are_those_of_finite_differences(float share)
    {
        var loss = RegressionLosses.Expectile(share);
        var (x, y, gradient) = (Normals(Rows, 10), Normals(Rows, 11), new float[Rows]);
        double Loss() => loss(x, y, new float[Rows]);
        loss(x, y, gradient);
        AssertDifferences(x, gradient, Loss);
    }

    /// <summary>Each critic of an ensemble learns as it does alone, on any number of lanes; a network without a target has none in its state.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_critic_has_the_same_bits_in_any_ensemble(int lanes)
    {
        string[] names = ["q1", "q2", "q3", "q4", "q5"];
        var together = Train(names, lanes, hasTarget: true);
        foreach (var name in names)
        {
            var alone = Train([name], lanes: 1, hasTarget: true);
            Assert.All(alone, tensor => Assert.Equal(tensor.Value.Data, together[tensor.Key].Data));
        }

        Assert.Contains("q5_target.0.weight", together.Keys);
        Assert.DoesNotContain("v_target.0.weight", Train(["v"], lanes, hasTarget: false).Keys);
    }

    [Fact]
    public void A_target_stays_where_no_share_is_given()
    {
        var (moved, stayed) = (Train(["q1"], 1, hasTarget: true), Train(["q1"], 1, hasTarget: true, tau: null));
        Assert.Equal(moved["q1.0.weight"].Data, stayed["q1.0.weight"].Data);
        Assert.Equal(Initial(["q1"]).Tensors["q1_target.0.weight"].Data, stayed["q1_target.0.weight"].Data);
        Assert.NotEqual(moved["q1_target.0.weight"].Data, stayed["q1_target.0.weight"].Data);
    }

    /// <summary>The tensors of critics after three steps towards given targets.</summary>
    private static SortedDictionary<string, StateTensor> Train(string[] names, int lanes, bool hasTarget, float? tau = 0.1f)
    {
        using var resources = Resources(lanes);
        using var inputs = new StateActionRows(resources);
        using var critics = new CriticEnsemble(
            resources, names, ActionShapes.Critic(resources.Dimensions, [8, 7]), new CriticOptions(1e-2f) { HasTarget = hasTarget });
        critics.Restore(Initial(names));
        Normals(inputs.View.Length, 12).CopyTo(inputs.View.Span);
        var (q, targets) = (critics.NewOutputs(), Normals(Rows, 13));
        for (var step = 1; step <= 3; step++)
        {
            critics.Begin(Rows);
            critics.Evaluate(CriticPass.Trained(inputs.View, q));
            critics.Step(step, targets, hasTarget ? tau : null);
        }

        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        critics.Capture(tensors);
        return tensors;
    }

    private static TrainingState Initial(string[] names)
    {
        using var resources = Resources(1);
        var tensors = new Dictionary<string, StateTensor>();
        foreach (var name in names)
        {
            foreach (var (tensor, sizes, offset) in ParameterLayout.Of(name, ActionShapes.Critic(resources.Dimensions, [8, 7])))
            {
                var count = sizes.Aggregate(1, (product, size) => product * size);
                tensors[tensor] = new StateTensor(sizes, Normals(count, (uint)(100 + name[^1] + offset)));
                tensors[$"{name}_target{tensor[name.Length..]}"] = tensors[tensor];
                tensors[$"adam.m.{tensor}"] = tensors[$"adam.v.{tensor}"] = new StateTensor(sizes, new float[count]);
            }
        }

        return new TrainingState("none", 0, tensors);
    }

    private static FusedResources Resources(int lanes, int choices = 0) =>
        new(Rows, new Dimensions(Obs, choices > 0 ? 1 : Act) { Choices = choices }, new LearnerExecution(lanes));

    /// <summary>The gradient of -mean w log pi(a|s) with regard to a head's outputs.</summary>
    private static void AssertLikelihoodDifferences(ILikelihoodHead head, float[] free, float[] outputs, float[] actions)
    {
        var weights = Normals(Rows, 9);
        double Loss()
        {
            head.Begin(free);
            head.Keep(0, outputs);
            return -head.WeighLikelihood(0, (0, Rows), actions, weights, Rows) / Rows;
        }

        Loss();
        AssertDifferences(outputs, head.OutputGradient((0, Rows)).ToArray(), Loss);
    }

    private static void AssertDifferences(float[] variables, float[] gradient, Func<double> loss)
    {
        const float Step = 1e-2f;
        var largest = gradient.Max(MathF.Abs);
        for (var i = 0; i < variables.Length; i++)
        {
            var value = variables[i];
            variables[i] = value + Step;
            var above = loss();
            variables[i] = value - Step;
            var below = loss();
            variables[i] = value;
            Assert.Equal((above - below) / (2 * Step), gradient[i], 0.01 * largest);
        }
    }

    private static float[] Normals(int count, uint number)
    {
        var values = new float[count];
        new AddressedRandom(21, DrawPurpose.Weights, number).FillNormal(values);
        return values;
    }
}
