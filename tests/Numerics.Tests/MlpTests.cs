using AwacAkka.Numerics.Kernels;
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
    [InlineData(1, 3, new[] { 5 }, 1, true)]
    [InlineData(7, 5, new[] { 9, 16, 37 }, 2, true)]
    [InlineData(31, 5, new[] { 64, 17 }, 3, true)]
    public void Gradients_are_those_of_finite_differences(int rows, int inputs, int[] hidden, int outputs, bool layerNorm = false)
    {
        var shape = new MlpShape(inputs, hidden, outputs, layerNorm: layerNorm);
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
        for (var layer = 0; layer < shape.Layers; layer++) // each by itself: in all of a network an error in a narrow layer is few numbers
        {
            AssertPart(shape.WeightOf, "weight");
            AssertPart(shape.BiasOf, "bias");
            if (shape.IsNormalised(layer))
            {
                AssertPart(shape.GainOf, "gain");
                AssertPart(shape.ShiftOf, "shift");
            }

            void AssertPart(Func<NativeView, int, NativeView> of, string name) =>
                AssertGradient(of(parameters.View, layer), of(gradients.View, layer), Loss, $"{name} {layer}");
        }

        AssertGradient(x.View, inputGradients.View, Loss, "input");
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

    /// <summary>Blocks of rows, the pass that keeps no activations, and a layer after another have the same bits.</summary>
    [Theory]
    [InlineData(new[] { 64, 128 })]
    [InlineData(new[] { 37, 9 })]
    public void A_normalised_networks_passes_agree_to_the_bit(int[] hidden)
    {
        const int Rows = 252;
        var shape = new MlpShape(6, hidden, 2, layerNorm: true);
        using var parameters = Random(shape.Parameters, 6, 0.5f);
        using var x = Random(Rows * 6, 7, 3);
        using var whole = new Mlp(shape, Rows);
        using var parts = new Mlp(shape, Rows);
        using var forward = new ForwardMlp(shape);
        using var workspace = new Workspace(Rows, shape.MaxWidth);
        whole.Forward(parameters.View, x.View, 0, Rows);
        var blocks = new RowBlocks(shape, Rows);
        for (var block = 0; block < blocks.Count; block++)
        {
            var (start, count) = blocks[block];
            parts.Forward(parameters.View, x.View, start, count);
        }

        var y = new float[Rows * 2];
        forward.Use(parameters.View);
        forward.Forward(x.View, Rows, y, workspace);
        Assert.Equal(whole.Output(0, Rows).ToArray(), parts.Output(0, Rows).ToArray());
        Assert.Equal(whole.Output(0, Rows).ToArray(), y);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(256)]
    [InlineData(301)]
    public void A_layer_norm_is_that_of_plain_arithmetic(int width)
    {
        const int Rows = 3;
        using var z = Random(Rows * width, 8, 4);
        using var gain = Random(width, 9, 1);
        using var shift = Random(width, 10, 1);
        using var normalised = new NativeBuffer(Rows * width);
        using var scales = new NativeBuffer(Rows);
        using var y = new NativeBuffer(Rows * width);
        LayerNormKernels.Forward(z.View, gain.View, shift.View, normalised.View, scales.View, y.View, Rows, width);
        for (var row = 0; row < Rows; row++)
        {
            var values = z.Span.Slice(row * width, width).ToArray();
            var mean = values.Average(v => (double)v);
            var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + LayerNormKernels.Epsilon);
            for (var i = 0; i < width; i++)
            {
                var expected = (values[i] - mean) / deviation;
                Assert.Equal(expected, normalised.Span[row * width + i], 1e-5);
                Assert.Equal(Math.Max(0, expected * gain.Span[i] + shift.Span[i]), y.Span[row * width + i], 1e-5);
            }
        }
    }

    private static void AssertGradient(NativeView variables, NativeView gradient, Func<double> loss, string name)
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
        Assert.True(wrong <= variables.Length / 8, $"{wrong} of {variables.Length} derivatives of {name} differ");
    }

    private static NativeBuffer Random(int length, uint index, float bound)
    {
        var buffer = new NativeBuffer(length);
        new AddressedRandom(11, DrawPurpose.Weights, index).FillUniform(buffer.Span, -bound, bound);
        return buffer;
    }
}
