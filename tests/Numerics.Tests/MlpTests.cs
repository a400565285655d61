using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Randomness;

namespace AwacAkka.Numerics.Tests;

public sealed class MlpTests
{
    [Theory]
    [InlineData(1, 3, new[] { 4 }, 1)]
    [InlineData(7, 5, new[] { 9, 16, 3 }, 2)]
    [InlineData(257, 2, new[] { 1, 8 }, 4)]
    [InlineData(3, 5, new[] { 64, 9 }, 2)]
    [InlineData(31, 5, new[] { 64, 9, 128 }, 64)]
    [InlineData(20, 6, new[] { 9, 64 }, 1)]
    public void Gradients_are_those_of_finite_differences(int rows, int inputs, int[] hidden, int outputs)
    {
        var shape = new MlpShape(inputs, hidden, outputs);
        using var mlp = new Mlp(shape, rows);
        using var workspace = new Workspace(rows, shape.MaxWidth);
        using var parameters = Random(shape.Parameters, 1, 0.7f);
        using var x = Random(rows * inputs, 2, 1);
        using var coefficients = Random(rows * outputs, 3, 1);
        using var gradients = new NativeBuffer(shape.Parameters);
        using var inputGradients = new NativeBuffer(rows * inputs);

        double Loss() // a linear function of the outputs, whose gradient is the coefficients
        {
            mlp.Forward(parameters.View, x.View, 0, rows);
            double sum = 0;
            for (var i = 0; i < rows * outputs; i++)
            {
                sum += (double)mlp.Output(0, rows)[i] * coefficients.Span[i];
            }

            return sum;
        }

        Loss();
        mlp.Backward(parameters.View, x.View, 0, rows, coefficients.Span, gradients.View, inputGradients.View, workspace);
        AssertGradient(parameters, gradients, Loss);
        AssertGradient(x, inputGradients, Loss);
    }

    [Fact]
    public void Adam_moves_against_the_gradient_by_the_learning_rate_at_its_first_step()
    {
        using var parameters = Random(19, 4, 1); // one vector of any width, and a rest
        using var gradients = Random(19, 5, 1);
        using var m = new NativeBuffer(19);
        using var v = new NativeBuffer(19);
        using var target = new NativeBuffer(19);
        var before = parameters.Span.ToArray();
        new Adam(0.01f).Step(1, parameters.View, gradients.View, m.View, v.View, target.View, tau: 0.25f);
        for (var i = 0; i < 19; i++)
        {
            Assert.Equal(before[i] - 0.01f * MathF.Sign(gradients.Span[i]), parameters.Span[i], 1e-5f);
            Assert.Equal(0.25f * parameters.Span[i], target.Span[i], 1e-6f);
        }
    }

    private static void AssertGradient(NativeBuffer variables, NativeBuffer gradient, Func<double> loss)
    {
        const float Step = 2e-3f;
        var largest = gradient.Span.ToArray().Max(MathF.Abs);
        var wrong = 0;
        for (var i = 0; i < variables.Length; i++)
        {
            var value = variables.Span[i];
            variables.Span[i] = value + Step;
            var above = loss();
            variables.Span[i] = value - Step;
            var below = loss();
            variables.Span[i] = value;
            wrong += Math.Abs((above - below) / (2 * Step) - gradient.Span[i]) > 0.02 * largest ? 1 : 0;
        }

        // A step that crosses a kink of a ReLU sees both slopes; that is rare, an error in a pass is not.
        Assert.True(wrong <= variables.Length / 10, $"{wrong} of {variables.Length} derivatives differ");
    }

    private static NativeBuffer Random(int length, uint index, float bound)
    {
        var buffer = new NativeBuffer(length);
        new AddressedRandom(11, DrawPurpose.Weights, index).FillUniform(buffer.Span, -bound, bound);
        return buffer;
    }
}
