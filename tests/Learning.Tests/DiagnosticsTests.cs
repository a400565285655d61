using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Brac;
using AwacAkka.Learning.Algorithms.Marwil;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Diagnostics;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>Figures of a training state, on networks whose outputs are known.</summary>
public sealed class DiagnosticsTests
{
    private static readonly Dimensions Sizes = new(2, 1);

    [Fact]
    public void Values_are_the_least_of_the_critics_within_their_bound()
    {
        var config = Sac();
        var state = With(InitialState.Create(config, Sizes, 1), ("q1.1.bias", 3), ("q2.1.bias", -2));
        Assert.All(Values(config, state), value => Assert.Equal(-2, value));

        var bounded = AwacPresets.RlkitHand.On([4], [4], offlineBatch: 7, onlineBatch: 7);
        Assert.All(Values(bounded, With(InitialState.Create(bounded, Sizes, 1), ("q1.1.bias", 3), ("q2.1.bias", 2))), value => Assert.Equal(0, value)); // its critic-max
        Assert.Null(CriticProbe.Of(new MarwilConfig(), InitialState.Create(new MarwilConfig(), Sizes, 1), Sizes, 3)); // values of states alone

        static float[] Values(AlgorithmConfig config, TrainingState state)
        {
            using var critics = CriticProbe.Of(config, state, Sizes, 3)!;
            return critics.Values([1, 2, 3, 4, 5, 6], [0.1f, 0.2f, 0.3f]);
        }
    }

    [Fact]
    public void Values_are_those_of_the_learner()
    {
        var config = Sac() with { CriticHidden = [5, 3], NormaliseObservations = true };
        var normaliser = new Normaliser([1, -1], [2, 0.5f]);
        var state = InitialState.Create(config, Sizes, 1, normaliser);
        using var critics = CriticProbe.Of(config, state, Sizes, 3)!;
        float[] observations = [0.3f, 0.4f, -1, 2, 0, 0], actions = [0.5f, -0.5f, 0];
        var values = critics.Values(observations, actions);
        for (var i = 0; i < 3; i++)
        {
            double[] input = [(observations[2 * i] - 1) / 2, (observations[2 * i + 1] + 1) / 0.5, actions[i]];
            Assert.Equal(Math.Min(Network(state, "q1", input), Network(state, "q2", input)), values[i], 1e-6);
        }
    }

    [Fact]
    public void Of_choices_the_value_of_the_one_that_was_taken_counts()
    {
        var config = new AwacConfig { PolicyHidden = [4], CriticHidden = [5, 3] };
        var sizes = Sizes with { Choices = 3 };
        var state = InitialState.Create(config, sizes, 1);
        using var critics = CriticProbe.Of(config, state, sizes, 2)!;
        var values = critics.Values([0.3f, 0.4f, -1, 2], [2, 0]);
        Assert.Equal(Math.Min(Network(state, "q1", [0.3f, 0.4f], output: 2), Network(state, "q2", [0.3f, 0.4f], output: 2)), values[0], 1e-6);
        Assert.Equal(Math.Min(Network(state, "q1", [-1, 2]), Network(state, "q2", [-1, 2])), values[1], 1e-6);

        var seen = StateDiagnosis.Of(config, state, Rows(3, [1, 2, 3]), Rows(4, new float[4]), null);
        Assert.NotNull(seen.Calibration);
        Assert.NotNull(seen.Advantages);
        Assert.Null(seen.OnData);
    }

    [Fact]
    public void The_spread_of_a_gaussian_is_its_formula()
    {
        var policy = new PolicySnapshot(PolicyHead.Gaussian, false, Constant(mean: 0.25f, new("std", new StateTensor([1], [0.5f]))));
        var (density, entropy) = new PolicyProbe(policy).Spread([1, 2, 3, 4], [0.75f, 0.25f])!.Value;
        Assert.Equal((-0.5 + 0) / 2 - Math.Log(0.5) - 0.5 * Math.Log(2 * Math.PI), density, 1e-6);
        Assert.Equal(Math.Log(0.5) + 0.5 * Math.Log(2 * Math.PI * Math.E), entropy, 1e-6);
        Assert.Null(new PolicyProbe(policy with { Tensors = Constant(0.25f, new("std", new StateTensor([1], [0]))) }).Spread([1, 2], [0]));
    }

    [Fact]
    public void The_density_of_a_squashed_gaussian_adds_up_to_one_and_its_entropy_is_the_mean_of_it()
    {
        var tensors = new Dictionary<string, StateTensor>
        {
            ["policy.0.weight"] = new([2, 2], new float[4]),
            ["policy.0.bias"] = new([2], [0.3f, MathF.Log(0.6f)]),
            ["log_std_range"] = new([2], [-5, 2]),
        };
        var probe = new PolicyProbe(new PolicySnapshot(PolicyHead.SquashedGaussian, false, tensors));
        var (mass, entropy) = (0.0, 0.0);
        const int Parts = 4_000;
        for (var i = 0; i < Parts; i++)
        {
            var action = (float)(-1 + ((i + 0.5) * 2 / Parts));
            var density = Math.Abs(action) > Gaussian.LargestSquashed ? 0 : Math.Exp(probe.Spread([0, 0], [action])!.Value.LogDensity);
            mass += density * 2 / Parts;
            entropy -= density > 0 ? density * Math.Log(density) * 2 / Parts : 0;
        }

        Assert.Equal(1, mass, 1e-3);
        var rows = new float[2 * 2_000];
        Assert.Equal(entropy, probe.Spread(rows, new float[2_000])!.Value.Entropy, 0.02);
    }

    [Fact]
    public void Calibration_compares_values_with_discounted_returns_and_trusts_the_critics_where_an_episode_was_cut()
    {
        var config = Sac() with { Gamma = 0.5f, RewardScale = 2, RewardShift = 1 };
        var state = With(InitialState.Create(config, Sizes, 1), ("q1.1.bias", 8), ("q2.1.bias", 9));
        var own = Rows(3, rewards: [1, 2, 3]) with { Terminals = [false, true, false] };
        var seen = StateDiagnosis.Of(config, state, own, null, null);
        Assert.Equal(8, seen.Calibration!.Value, 1e-5);
        Assert.Equal((3 + 0.5 * 5 + 5 + 7 + 0.5 * 8) / 3, seen.Calibration.Return, 1e-5); // scaled: 3, 5, 7
        Assert.Null(seen.Calibration.Correlation); // the values are all one
        Assert.Null(seen.Advantages);
        Assert.Null(seen.OnData);
    }

    /// <summary>Q(s, a) = a, and the policy's mean is 0: an action's advantage is the action.</summary>
    [Fact]
    public void Advantages_are_those_of_the_datas_actions_over_the_policys_mean()
    {
        var (config, state) = ValuesAreActions();
        var data = Rows(5, new float[5]) with { Actions = [0.3f, 0.1f, 0.5f, 0.2f, 0.4f] };
        var seen = StateDiagnosis.Of(config, state, Rows(2, new float[2]), data, null).Advantages!;
        double[] quantiles = [seen.Fifth, seen.LowerQuartile, seen.Median, seen.UpperQuartile, seen.NinetyFifth];
        Assert.All(quantiles.Zip([0.12, 0.2, 0.3, 0.4, 0.48]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    /// <summary>Episodes of one step, so that a return is a reward. Of the last: cov = 0.1 / 3, var = 0.02 / 3 and 2 / 3.</summary>
    [Theory]
    [InlineData(1f, 2f, 3f, 1)]
    [InlineData(3f, 2f, 1f, -1)]
    [InlineData(1f, 3f, 2f, 0.5)]
    public void The_correlation_of_values_and_returns_is_pearsons(float first, float second, float third, double expected)
    {
        var (config, state) = ValuesAreActions();
        var own = Rows(3, [first, second, third]) with { Actions = [0.1f, 0.2f, 0.3f], Terminals = [true, true, true] };
        Assert.Equal(expected, StateDiagnosis.Of(config, state, own, null, null).Calibration!.Correlation!.Value, 1e-5);
    }

    [Fact]
    public void Distances_and_models_are_told_for_the_data_and_for_what_was_collected_last()
    {
        var config = new BracConfig { PolicyHidden = [4], CriticHidden = [4] };
        var state = With(InitialState.Create(config, Sizes, 1), ("policy.1.bias", 0), ("behaviour.1.bias", 0));
        var (data, newest) = (Rows(4, new float[4]) with { Actions = [0.5f, -0.5f, 0.5f, -0.5f] }, Rows(2, new float[2]) with { Actions = [0, 0] });
        var seen = StateDiagnosis.Of(config, state, Rows(2, new float[2]), data, newest);
        Assert.Equal(0.5, seen.OnData!.Distance, 1e-6);
        Assert.Equal(0, seen.OnNewest!.Distance, 1e-6);
        Assert.Equal(seen.OnData.LogDensity, seen.ModelOnData!.LogDensity); // both are zero everywhere
        Assert.Equal(-Gaussian.HalfLogTwoPi, seen.ModelOnNewest!.LogDensity!.Value, 1e-6);
        Assert.Equal(-Gaussian.HalfLogTwoPi - (0.5 * Math.Atanh(0.5) * Math.Atanh(0.5)) - Math.Log(0.75), seen.ModelOnData.LogDensity!.Value, 1e-6);
        Assert.True(seen.Advantages!.Fifth <= seen.Advantages.Median && seen.Advantages.Median <= seen.Advantages.NinetyFifth);
    }

    private static SacConfig Sac() => new() { PolicyHidden = [4], CriticHidden = [4] };

    /// <summary>Both critics say relu(a + 1) - 1, which is the action; the policy's mean is 0.</summary>
    private static (SacConfig Config, TrainingState State) ValuesAreActions()
    {
        var config = Sac() with { CriticHidden = [1] };
        var initial = With(InitialState.Create(config, Sizes, 1), ("policy.1.bias", 0));
        var tensors = initial.Tensors.ToDictionary();
        foreach (var critic in new[] { "q1", "q2" })
        {
            tensors[$"{critic}.0.weight"] = new StateTensor([1, 3], [0, 0, 1]);
            tensors[$"{critic}.0.bias"] = new StateTensor([1], [1]);
            tensors[$"{critic}.1.weight"] = new StateTensor([1, 1], [1]);
            tensors[$"{critic}.1.bias"] = new StateTensor([1], [-1]);
        }

        return (config, initial with { Tensors = tensors });
    }

    private static TransitionChunk Rows(int count, float[] rewards) => TransitionChunk.Allocate(count, Sizes.Observation, Sizes.Action) with { Rewards = rewards };

    private static Dictionary<string, StateTensor> Constant(float mean, KeyValuePair<string, StateTensor> deviation) => new()
    {
        ["policy.0.weight"] = new([1, 2], new float[2]),
        ["policy.0.bias"] = new([1], [mean]),
        [deviation.Key] = deviation.Value,
    };

    /// <summary>The state with these biases of last layers, whose weights are 0.</summary>
    private static TrainingState With(TrainingState state, params (string Bias, float Value)[] outputs)
    {
        var tensors = state.Tensors.ToDictionary();
        foreach (var (bias, value) in outputs)
        {
            var weight = bias.Replace("bias", "weight", StringComparison.Ordinal);
            tensors[weight] = new StateTensor(tensors[weight].Shape, new float[tensors[weight].Data.Length]);
            tensors[bias] = new StateTensor(tensors[bias].Shape, [.. Enumerable.Repeat(value, tensors[bias].Data.Length)]);
        }

        return state with { Tensors = tensors };
    }

    /// <summary>A perceptron with ReLU as the formula says.</summary>
    private static double Network(TrainingState state, string name, double[] x, int output = 0)
    {
        for (var layer = 0; state.Tensors.TryGetValue($"{name}.{layer}.weight", out var weight); layer++)
        {
            var bias = state.Tensors[$"{name}.{layer}.bias"].Data;
            var isLast = !state.Tensors.ContainsKey($"{name}.{layer + 1}.weight");
            x = [.. bias.Select((b, o) => b + x.Select((v, i) => v * weight.Data[o * x.Length + i]).Sum()).Select(y => isLast ? y : Math.Max(0, y))];
        }

        return x[output];
    }
}
