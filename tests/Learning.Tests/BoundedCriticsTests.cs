using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests;

/// <summary>A critic that a seed puts above its bound for every transition gets no gradient: it must not stay there.</summary>
public sealed class BoundedCriticsTests
{
    private const float Bound = 0;
    private static readonly LearnerCase Case = new(
        AwacPresets.RlkitHand with { PolicyHidden = [32, 32], CriticHidden = [32, 32], OfflineBatchSize = 64, OnlineBatchSize = 64 },
        Observations: 9, Actions: 3, Batch: 64);

    [Fact]
    public void A_critic_above_its_bound_everywhere_never_moves_unless_it_is_revived()
    {
        var lost = Initial(biasOfSecond: 0.5f);
        Assert.Equal(Bias(lost, "q2"), Bias(Trained(lost), "q2"));

        List<string> notes = [];
        var revived = Revive(lost, notes.Add);
        Assert.StartsWith("the critic q2 was drawn above algorithm.critic-max", Assert.Single(notes), StringComparison.Ordinal);
        Assert.InRange(Bias(revived, "q2"), -0.6f, -0.4f);
        Assert.Equal(Bias(revived, "q2"), Bias(revived, "q2_target"));
        Assert.NotEqual(Bias(revived, "q2"), Bias(Trained(revived), "q2"));
    }

    [Fact]
    public void All_else_is_left_as_it_was_drawn()
    {
        var (lost, revived) = (Initial(biasOfSecond: 0.5f), Revive(Initial(biasOfSecond: 0.5f)));
        Assert.Equal(["q2.2.bias", "q2_target.2.bias"], lost.Tensors.Keys.Where(t => !lost.Tensors[t].Data.SequenceEqual(revived.Tensors[t].Data)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    public void A_critic_that_gets_a_gradient_somewhere_keeps_its_bits(float bias)
    {
        var initial = Initial(bias);
        Assert.Equal(initial.Digest(), Revive(initial).Digest());
    }

    private static TrainingState Revive(TrainingState initial, Action<string>? note = null) =>
        BoundedCritics.Revive(initial, ((AwacConfig)Case.Config).CriticHidden, Bound, Case.Inputs(1).Batch, note);

    /// <summary>Fresh weights, whose outputs lie within some hundredths around their last bias, on both sides of it.</summary>
    private static TrainingState Initial(float biasOfSecond)
    {
        var fresh = InitialState.Create(Case.Config, Case.Dimensions, Case.Seed);
        var tensors = new SortedDictionary<string, StateTensor>(fresh.Tensors.ToDictionary(), StringComparer.Ordinal);
        tensors["q1.2.bias"] = tensors["q1_target.2.bias"] = new StateTensor([1], [-0.5f]);
        tensors["q2.2.bias"] = tensors["q2_target.2.bias"] = new StateTensor([1], [biasOfSecond]);
        return fresh with { Tensors = tensors };
    }

    private static TrainingState Trained(TrainingState initial)
    {
        using var learner = new FusedAwac((AwacConfig)Case.Config, new LearnerContext(Case.Dimensions, initial, new LearnerExecution()));
        var (batch, noise) = Case.Inputs(1);
        learner.Update(batch, noise);
        return learner.Capture();
    }

    private static float Bias(TrainingState state, string critic) => state.Tensors[$"{critic}.2.bias"].Data[0];
}
