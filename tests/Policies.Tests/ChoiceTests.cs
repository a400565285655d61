using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Policies.Tests;

/// <summary>Policies that take one of several choices.</summary>
public sealed class ChoiceTests
{
    private const int Draws = 40_000;
    private const double Tolerance = 0.01; // four deviations of a share

    /// <summary>Values of four choices, of which the third is best.</summary>
    private static readonly float[] Values = [0.1f, -1, 2, 0.5f];

    [Theory]
    [InlineData(PolicyHead.EpsilonGreedy)]
    [InlineData(PolicyHead.Categorical)]
    public void Evaluations_take_the_best_choice(PolicyHead head)
    {
        var network = new PolicyNetwork(Constant(head, Values));
        var action = new float[1];
        network.ActMean([0.5], action);
        Assert.Equal((4, 1, 2f), (network.Choices, network.ActionDimension, action[0]));
    }

    [Fact]
    public void Of_equal_values_the_first_is_taken()
    {
        var action = new float[1];
        new PolicyNetwork(Constant(PolicyHead.EpsilonGreedy, [1, 3, 3])).ActMean([0.5], action);
        Assert.Equal(1, action[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3f)]
    [InlineData(1)]
    public void Epsilon_greedy_takes_any_choice_so_often_and_else_the_best(float epsilon) => AssertShares(
        Constant(PolicyHead.EpsilonGreedy, Values, epsilon), Values.Select((_, choice) => epsilon / 4.0 + (choice == 2 ? 1 - epsilon : 0)));

    [Fact]
    public void A_categorical_policy_takes_choices_by_the_softmax_of_its_outputs()
    {
        var sum = Values.Sum(value => Math.Exp(value));
        AssertShares(Constant(PolicyHead.Categorical, Values), Values.Select(value => Math.Exp(value) / sum));
    }

    [Fact]
    public void Outputs_of_any_size_have_a_softmax() => AssertShares(Constant(PolicyHead.Categorical, [1e30f, -1e30f]), [1, 0]);

    [Fact]
    public void The_same_address_takes_the_same_choice()
    {
        var network = new PolicyNetwork(Constant(PolicyHead.Categorical, Values));
        Assert.Equal(Enumerable.Range(0, 100).Select(step => Explore(network, step)), Enumerable.Range(0, 100).Select(step => Explore(network, step)));
    }

    [Theory]
    [InlineData(PolicyHead.EpsilonGreedy)]
    [InlineData(PolicyHead.Categorical)]
    public void Exploring_allocates_nothing(PolicyHead head)
    {
        var network = new PolicyNetwork(Constant(head, Values));
        var (observation, action) = (new double[1], new float[1]);
        Assert.Equal(0, Allocations.OfEvery(() =>
        {
            var random = new AddressedRandom(1, DrawPurpose.Explore);
            network.Explore(observation, ref random, action);
        }));
    }

    [Fact]
    public void A_file_keeps_the_head_and_one_that_lacks_its_share_of_random_choices_is_refused()
    {
        var snapshot = Constant(PolicyHead.EpsilonGreedy, Values, 0.25f);
        var read = PolicySnapshot.FromSafetensors(snapshot.ToSafetensors());
        Assert.Equal((PolicyHead.EpsilonGreedy, 0.25f), (read.Head, read.Tensors["epsilon"].Data[0]));
        var lacking = snapshot with { Tensors = snapshot.Tensors.Where(t => t.Key != "epsilon").ToDictionary() };
        Assert.Equal("the policy lacks the tensor 'epsilon'", Assert.Throws<InvalidDataException>(() => new PolicyNetwork(lacking)).Message);
    }

    private static void AssertShares(PolicySnapshot snapshot, IEnumerable<double> expected)
    {
        var network = new PolicyNetwork(snapshot);
        var taken = Enumerable.Range(0, Draws).CountBy(step => Explore(network, step)).ToDictionary();
        Assert.All(expected.Index(), share => Assert.Equal(share.Item, taken.GetValueOrDefault(share.Index) / (double)Draws, Tolerance));
    }

    private static float Explore(PolicyNetwork network, int step)
    {
        var random = new AddressedRandom(5, DrawPurpose.Explore, (uint)step);
        var action = new float[1];
        network.Explore([0.5], ref random, action);
        return action[0];
    }

    /// <summary>A policy that sees one number and values choices as given whatever it is.</summary>
    private static PolicySnapshot Constant(PolicyHead head, float[] values, float epsilon = 0.1f)
    {
        var tensors = new Dictionary<string, StateTensor>
        {
            ["policy.0.weight"] = new([values.Length, 1], new float[values.Length]),
            ["policy.0.bias"] = new([values.Length], values),
        };
        if (head == PolicyHead.EpsilonGreedy)
        {
            tensors["epsilon"] = new([1], [epsilon]);
        }

        return new PolicySnapshot(head, ClampActions: false, tensors);
    }
}
