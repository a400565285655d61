using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests;

public class NormaliserTests
{
    [Fact]
    public void Fit_yields_mean_and_population_deviation_plus_epsilon()
    {
        var normaliser = Normaliser.Fit([1f, 1000f, 3f, 1000f], 2);
        Assert.Equal([2f, 1000f], normaliser.Mean);
        Assert.Equal([1.001f, 0.001f], normaliser.Std);
    }

    [Fact]
    public void Deviations_survive_a_large_mean()
    {
        var rows = Enumerable.Range(0, 10_000).Select(i => 100_000f + i % 2).ToArray();
        Assert.Equal(0.501f, Normaliser.Fit(rows, 1).Std[0], 1e-6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(45)]
    public void Every_component_equals_the_scalar_formula_to_the_bit(int dimension)
    {
        var rows = Enumerable.Range(0, 3 * dimension).Select(i => MathF.Sin(i * i) * 7).ToArray();
        var normaliser = Normaliser.Fit(rows, dimension);
        var row = rows[..dimension];
        var expected = row.Select((v, i) => (v - normaliser.Mean[i]) / normaliser.Std[i]).ToArray();
        normaliser.Apply(row, row);
        Assert.Equal(expected, row);
    }

    [Fact]
    public void The_identity_changes_nothing()
    {
        float[] row = [1.5f, -2.25f, 1e30f];
        Normaliser.Identity(3).Apply(row, row);
        Assert.Equal([1.5f, -2.25f, 1e30f], row);
    }

    [Fact]
    public void A_training_state_carries_the_normaliser()
    {
        var normaliser = new Normaliser([1, 2], [3, 4]);
        var tensors = normaliser.ToTensors().ToDictionary();
        var restored = NormaliserTensors.FromTensors(tensors)!;
        Assert.Equal(normaliser.Mean, restored.Mean);
        Assert.Equal(normaliser.Std, restored.Std);
        Assert.Null(NormaliserTensors.FromTensors(new Dictionary<string, StateTensor>()));
        tensors.Remove("normaliser.std");
        Assert.Throws<ArgumentException>(() => NormaliserTensors.FromTensors(tensors));
    }

    [Fact]
    public void Incomplete_rows_are_refused() => Assert.Throws<ArgumentException>(() => Normaliser.Fit([1f, 2f, 3f], 2));
}
