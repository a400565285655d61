using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Brac;
using AwacAkka.Learning.Algorithms.CalQl;
using AwacAkka.Learning.Algorithms.Iql;
using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Algorithms.Wsrl;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests;

/// <summary>Another algorithm goes on where one stood.</summary>
public sealed class AlgorithmChangeTests
{
    private static readonly Dimensions Box = new(5, 3);
    private static readonly Dimensions Choices = new(5, 1) { Choices = 4 };

    public static TheoryData<string, string, ActionSpaces> Pairs =>
    [
        .. from space in Enum.GetValues<ActionSpaces>()
           from one in AlgorithmRegistry.All
           from other in AlgorithmRegistry.All
           where one.Phases.HasFlag(TrainingPhases.Offline) && other.Phases.HasFlag(TrainingPhases.Online)
           where space == ActionSpaces.Box || (one.ActionSpaces.HasFlag(space) && other.ActionSpaces.HasFlag(space))
           select (one.Name, other.Name, space),
    ];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Any_algorithm_goes_on_with_the_policy_of_any_other_or_says_in_a_sentence_that_it_cannot(string one, string other, ActionSpaces space)
    {
        var from = Small(one);
        var to = Small(other) with { NormaliseObservations = from.NormaliseObservations };
        var sizes = space == ActionSpaces.Discrete ? Choices : SizesOf(to);
        if (AlgorithmChange.Refusals(from, to, sizes.HasChoices).ToArray() is { Length: > 0 } refusals)
        {
            Assert.All(refusals, sentence => Assert.Contains(one, sentence, StringComparison.Ordinal));
            return;
        }

        var state = Trained(from, sizes);
        var begun = AlgorithmChange.Begin(state, from, to, sizes, seed: 7, _ => { });
        Assert.Equal(other, begun.Algorithm);
        Assert.Equal(Layers(TrainedPolicy.Of(from, state)), Layers(TrainedPolicy.Of(to, begun)));
        AssertSameDeviations(TrainedPolicy.Of(from, state), TrainedPolicy.Of(to, begun), (to as IGaussianConfig)?.Form);
        if (one != other)
        {
            Assert.Equal(0, begun.Updates);
            Assert.All(begun.Tensors.Where(tensor => tensor.Key.StartsWith("adam.", StringComparison.Ordinal)), moment => Assert.All(moment.Value.Data, x => Assert.Equal(0, x)));
        }

        using var learner = AlgorithmRegistry.Of(to).Torch(to, new LearnerContext(sizes, begun, new LearnerExecution(1)));
        Assert.Equal(begun.Digest(), learner.Capture().Digest()); // it has every tensor that the algorithm wants, and none besides
    }

    [Fact]
    public void Every_algorithm_goes_on_under_its_own_name_with_all_that_it_has() => Assert.All(
        AlgorithmRegistry.All,
        algorithm =>
        {
            var config = Small(algorithm.Name);
            var state = Trained(config);
            var begun = AlgorithmChange.Begin(state, config, config, SizesOf(config), seed: 7, sentence => Assert.Contains("all of it goes on", sentence, StringComparison.Ordinal));
            Assert.Equal(state.Digest(), begun.Digest());
        });

    /// <summary>BRAC fits its model alone at first; that it is past that must not be forgotten when a weight changes, nor Adam's moments.</summary>
    [Fact]
    public void A_warm_up_is_not_made_again_where_a_value_changes_that_shapes_nothing()
    {
        var first = (BracConfig)Small("brac");
        var state = Trained(first);
        Assert.Equal(state.Digest(), AlgorithmChange.Begin(state, first, first with { DivergenceWeight = 0.01f }, Box, seed: 7, _ => { }).Digest());
        Assert.Equal(0, AlgorithmChange.Begin(state, first, first with { Gamma = 0.5f }, Box, seed: 7, _ => { }).Updates);
        Assert.Equal(0, AlgorithmChange.Begin(state, first, first with { CriticHidden = [8] }, Box, seed: 7, _ => { }).Updates);
    }

    /// <summary>A parameter of 0.5 is a log deviation under one form and a sigmoid's argument under another.</summary>
    [Fact]
    public void A_deviation_goes_on_and_not_the_parameter_that_stands_for_it()
    {
        var first = new AwacConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], LogStdMin = -6, LogStdMax = 0 };
        var to = new IqlConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], LogStdMin = -2 };
        var narrower = first with { LogStdMin = -1 };
        var (state, sentences) = (Trained(first), new List<string>());
        var std = TrainedPolicy.Of(first, state).Tensors["std"].Data;
        Assert.Equal(std[0], TrainedPolicy.Of(first with { LogStdMin = -8 }, Begun(first with { LogStdMin = -8 })).Tensors["std"].Data[0], 1e-5);

        Assert.Equal(MathF.Exp(-2), TrainedPolicy.Of(to, Begun(to)).Tensors["std"].Data[0], 1e-6); // e^-3 was there
        Assert.Contains(sentences, sentence => sentence.Contains("beyond the bounds of iql", StringComparison.Ordinal));
        Assert.InRange(TrainedPolicy.Of(narrower, Begun(narrower)).Tensors["std"].Data[0], MathF.Exp(-1), MathF.Exp(-0.98f));

        TrainingState Begun(AlgorithmConfig config) => AlgorithmChange.Begin(state, first, config, Box, seed: 7, sentences.Add);
    }

    [Fact]
    public void A_target_that_an_algorithm_lacked_has_the_deviation_of_its_policy()
    {
        var (from, to) = (Small("bc"), Small("crr")); // a sigmoid's argument there, a log deviation here
        var begun = AlgorithmChange.Begin(Trained(from), from, to, Box, seed: 7, _ => { });
        Assert.NotEqual(Trained(from).Tensors["policy.log_std"].Data, begun.Tensors["policy.log_std"].Data);
        Assert.Equal(begun.Tensors["policy.log_std"].Data, begun.Tensors["policy_target.log_std"].Data);
    }

    [Fact]
    public void Critics_go_on_all_or_none()
    {
        var first = (CalQlConfig)Small("cal-ql") with { Critics = 2, RewardScale = 1, RewardShift = 0 };
        var to = (RlpdConfig)Small("rlpd") with { CriticLayerNorm = false };
        Assert.Equal("policy, log_alpha, q go on", Kept(first, to with { Critics = 2 }));
        Assert.Equal("policy, log_alpha go on, q begins anew", Kept(first, to with { Critics = 3 }));
        Assert.Equal("policy, log_alpha go on, q begins anew", Kept(first, to with { Critics = 2, CriticHidden = [8] }));
        Assert.Equal("policy, log_alpha go on, q begins anew", Kept(first, to with { Critics = 2, CriticLayerNorm = true }));
        Assert.Equal("policy, log_alpha go on, q begins anew", Kept(first with { CriticLayerNorm = true }, to with { Critics = 2 }));
        Assert.Equal("policy, log_alpha, q go on", Kept(first with { CriticLayerNorm = true, Critics = 4 }, to with { Critics = 2, CriticLayerNorm = true }));
    }

    [Fact]
    public void Values_on_another_scale_begin_anew()
    {
        var from = (CalQlConfig)Small("cal-ql") with { RewardScale = 10, RewardShift = 5, CriticLayerNorm = true };
        var to = (WsrlConfig)Small("wsrl") with { Critics = 2, RewardScale = 10, RewardShift = 5 };
        Assert.Equal("policy, log_alpha, q go on", Kept(from, to));
        Assert.Equal("policy goes on, log_alpha, q begin anew, as values are scaled, discounted or bounded in another way", Kept(from, to with { RewardShift = 0 }));
        Assert.Equal("policy goes on, log_alpha, q begin anew, as values are scaled, discounted or bounded in another way", Kept(from, to with { Gamma = 0.9f }));
    }

    /// <summary>All that docs/phases.md names: with another of these, values would be on another scale.</summary>
    [Theory]
    [InlineData("gamma")]
    [InlineData("reward-scale")]
    [InlineData("reward-shift")]
    [InlineData("mask-terminals")]
    [InlineData("critic-max")]
    public void Critics_begin_anew_under_the_same_algorithm_where_a_value_scales_cuts_or_bounds_them(string key)
    {
        var first = new AwacConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11] };
        var to = key switch
        {
            "gamma" => first with { Gamma = 0.9f },
            "reward-scale" => first with { RewardScale = 2 },
            "reward-shift" => first with { RewardShift = 1 },
            "mask-terminals" => first with { MaskTerminals = !first.MaskTerminals },
            _ => first with { CriticMax = 0 },
        };
        Assert.Equal("policy goes on, q begins anew, as values are scaled, discounted or bounded in another way", Kept(first, to));
        Assert.Equal("policy goes on, q begins anew, as values are scaled, discounted or bounded in another way", Kept(to, first));
        var state = Trained(first);
        var begun = AlgorithmChange.Begin(state, first, to, Box, seed: 7, _ => { });
        Assert.Equal(state.Tensors["policy.0.weight"].Data, begun.Tensors["policy.0.weight"].Data);
        Assert.NotEqual(state.Tensors["q1.0.weight"].Data, begun.Tensors["q1.0.weight"].Data);
        Assert.Equal(begun.Tensors["q1.0.weight"].Data, begun.Tensors["q1_target.0.weight"].Data);
    }

    [Fact]
    public void A_policy_of_another_form_or_size_is_refused()
    {
        Assert.Contains("squashed Gaussian", Refusal(Small("iql"), Small("sac")));
        Assert.Contains("16-12 there and 16-13 here", Refusal(Small("cal-ql"), Small("rlpd") with { PolicyHidden = [16, 13] }));
        Assert.Contains("normalise-observations", Refusal(Small("cal-ql"), Small("rlpd") with { NormaliseObservations = true }));
        Assert.Empty(AlgorithmChange.Refusals(Small("cal-ql"), Small("rlpd")));
    }

    /// <summary>A Gaussian's form is no matter where actions are choices; what they are chosen by is.</summary>
    [Fact]
    public void A_policy_of_choices_goes_on_where_it_is_one_of_probabilities()
    {
        var corl = AlgorithmRegistry.Presets["awac-corl"].Config.On([16, 12], [16, 11], offlineBatch: 7, onlineBatch: 7) with { NormaliseObservations = false };
        Assert.Contains("unbounded mean", Refusal(corl, Small("iql")));
        Assert.Empty(AlgorithmChange.Refusals(corl, Small("iql"), hasChoices: true));
        Assert.Empty(AlgorithmChange.Refusals(Small("bc"), Small("awac"), hasChoices: true));
        Assert.Equal(
            "the policy of dqn cannot go on under awac: it is a policy of the choice with the largest value, not a policy of choices by probability",
            Assert.Single(AlgorithmChange.Refusals(Small("dqn"), Small("awac"), hasChoices: true)));
    }

    [Fact]
    public void Targets_that_an_algorithm_lacked_are_copies()
    {
        var state = Trained(new SacConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11] });
        var bear = Small("bear");
        var begun = AlgorithmChange.Begin(state, new SacConfig(), bear, Box, seed: 7, _ => { });
        Assert.Equal(state.Tensors["policy.0.weight"].Data, begun.Tensors["policy_target.0.weight"].Data);
        Assert.Equal(state.Tensors["q2_target.0.weight"].Data, begun.Tensors["q2_target.0.weight"].Data);
        Assert.NotEqual(state.Tensors["q2.0.weight"].Data, begun.Tensors["q2_target.0.weight"].Data);
    }

    /// <summary>Of policies that learn theirs, within the bounds of the one that goes on.</summary>
    private static void AssertSameDeviations(PolicySnapshot before, PolicySnapshot now, GaussianForm? bounds)
    {
        if (bounds is { } form && before.Tensors.TryGetValue("std", out var std))
        {
            var range = form.LogStdMax - form.LogStdMin;
            Assert.All(std.Data.Zip(now.Tensors["std"].Data), pair => Assert.Equal(
                Math.Clamp(Math.Log(pair.First), form.LogStdMin + 0.01 * range, form.LogStdMax - 0.01 * range), Math.Log(pair.Second), 0.0101 * range));
        }
    }

    private static string Kept(AlgorithmConfig from, AlgorithmConfig to)
    {
        var sentences = new List<string>();
        AlgorithmChange.Begin(Trained(from), from, to, Box, seed: 7, sentences.Add);
        return Assert.Single(sentences).Split(": ")[1].Replace($" of {from.Algorithm}", string.Empty, StringComparison.Ordinal)
            .Replace("log_alpha, policy", "policy, log_alpha", StringComparison.Ordinal);
    }

    private static Dimensions SizesOf(AlgorithmConfig config) =>
        AlgorithmRegistry.Of(config).ActionSpaces == ActionSpaces.Discrete ? Choices : Box;

    private static string Refusal(AlgorithmConfig from, AlgorithmConfig to) => Assert.Single(AlgorithmChange.Refusals(from, to));

    private static AlgorithmConfig Small(string algorithm) => AlgorithmRegistry.Find(algorithm)!.Presets[0].Config.On([16, 12], [16, 11], offlineBatch: 7, onlineBatch: 7);

    /// <summary>As if it had been trained: every number is other than at the start, and targets other than what they follow.</summary>
    private static TrainingState Trained(AlgorithmConfig config, Dimensions? sizes = null)
    {
        var initial = InitialState.Create(config, sizes ?? SizesOf(config), seed: 3);
        var tensors = initial.Tensors.ToDictionary(
            tensor => tensor.Key, tensor => new StateTensor(tensor.Value.Shape, [.. tensor.Value.Data.Select((x, i) => x + 0.01f * (1 + tensor.Key.Length + i % 5))]));
        return new TrainingState(config.Algorithm, 12, tensors);
    }

    private static IEnumerable<(string Name, float[] Data)> Layers(PolicySnapshot policy) =>
        policy.Tensors.Where(tensor => tensor.Key.StartsWith("policy.", StringComparison.Ordinal)).OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
            .Select(tensor => (tensor.Key, tensor.Value.Data));
}
