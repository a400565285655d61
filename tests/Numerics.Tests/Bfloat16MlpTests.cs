using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Randomness;

namespace AwacAkka.Numerics.Tests;

/// <summary>Forward passes on bfloat16 products, where the processor offers them.</summary>
public sealed class Bfloat16MlpTests
{
    private const string Unsupported = "this processor has no AMX tiles for bfloat16";

    public Bfloat16MlpTests() => Assert.SkipUnless(Bfloat16Mlp.IsSupported, Unsupported);

    /// <summary>Exact up to the order of the sums: each number is rounded to the nearest bfloat16, sums stay in single precision.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 6)]
    [InlineData(32, 32, 32)]
    [InlineData(33, 23, 16)]
    [InlineData(64, 31, 17)]
    [InlineData(257, 65, 33)]
    [InlineData(16, 512, 1)]
    [InlineData(31, 100, 512)]
    public void A_layer_is_the_product_of_rounded_numbers(int rows, int inputs, int outputs)
    {
        var shape = new MlpShape(inputs, [], outputs);
        using var parameters = Random(shape.Parameters, 1);
        using var x = Random(rows * inputs, 2);
        using var layer = new Bfloat16Mlp(shape);
        layer.Use(parameters.View);
        var y = Forward(layer, shape, x.View, rows);
        var weight = new float[outputs * inputs];
        WeightLayout.ToRows(outputs, inputs, parameters.View, weight);
        for (var i = 0; i < rows; i++)
        {
            for (var o = 0; o < outputs; o++)
            {
                double sum = parameters.Span[shape.Bias(0) + o];
                var magnitude = Math.Abs(sum);
                for (var k = 0; k < inputs; k++)
                {
                    var product = (double)Round(x.Span[i * inputs + k]) * Round(weight[o * inputs + k]);
                    sum += product;
                    magnitude += Math.Abs(product);
                }

                Assert.Equal(sum, y[i * outputs + o], magnitude * (inputs + 1) / (1 << 23));
            }
        }
    }

    [Theory]
    [InlineData(new[] { 256, 256 })]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 40, 3, 65, 512 })]
    public void A_network_differs_from_single_precision_by_roundings_of_bfloat16(int[] hidden)
    {
        const int Rows = 257;
        var shape = new MlpShape(23, hidden, 7, freeParameters: 7);
        using var parameters = Random(shape.Parameters, 3);
        using var x = Random(Rows * 23, 4);
        using var low = new Bfloat16Mlp(shape);
        using var single = new Mlp(shape, Rows);
        low.Use(parameters.View);
        single.Forward(parameters.View, x.View, 0, Rows);

        var expected = single.Output(0, Rows).ToArray();
        var error = Length(Forward(low, shape, x.View, Rows).Zip(expected, (a, b) => a - b)) / Length(expected);
        Assert.InRange(error, 1e-6, 4.0 / 256); // bfloat16's unit of rounding is 1/256
    }

    [Fact]
    public void A_batch_may_be_split_anywhere()
    {
        var shape = new MlpShape(23, [48, 17], 3);
        using var parameters = Random(shape.Parameters, 5);
        using var x = Random(100 * 23, 6);
        using var pass = new Bfloat16Mlp(shape);
        pass.Use(parameters.View);
        var whole = Forward(pass, shape, x.View, 100);
        foreach (var cut in (int[])[1, 50, 67, 99])
        {
            var first = Forward(pass, shape, x.View, cut);
            Assert.Equal(whole, first.Concat(Forward(pass, shape, x.Slice(cut * 23, (100 - cut) * 23), 100 - cut)));
        }

        Assert.Empty(Forward(pass, shape, x.View, 0));
    }

    [Fact]
    public void New_parameters_count_from_the_next_use_on()
    {
        var shape = new MlpShape(5, [9], 2);
        using var parameters = Random(shape.Parameters, 7);
        using var x = Random(5, 8);
        using var pass = new Bfloat16Mlp(shape);
        pass.Use(parameters.View);
        var before = Forward(pass, shape, x.View, 1);
        parameters.Span.Fill(1);
        pass.Use(parameters.View);
        Assert.NotEqual(before, Forward(pass, shape, x.View, 1));
    }

    /// <summary>A learner that diverges must be found out.</summary>
    [Fact]
    public void Not_a_number_comes_out_as_such()
    {
        var shape = new MlpShape(5, [33, 9], 2);
        using var parameters = Random(shape.Parameters, 9);
        using var x = Random(3 * 5, 10);
        x.Span[7] = float.NaN; // in the second row
        using var pass = new Bfloat16Mlp(shape);
        pass.Use(parameters.View);
        Assert.Equal([false, false, true, true, false, false], Forward(pass, shape, x.View, 3).Select(float.IsNaN));
    }

    /// <summary>A pass that finds numbers of another one in its workspace.</summary>
    private static float[] Forward(Bfloat16Mlp pass, MlpShape shape, NativeView x, int rows)
    {
        using var workspace = new Workspace(rows, shape.MaxWidth);
        workspace.Front.Span.Fill(float.NaN);
        workspace.Back.Span.Fill(float.NaN);
        var y = new float[rows * shape.Outputs];
        pass.Forward(x, rows, y, workspace);
        return y;
    }

    /// <summary>To the nearest bfloat16, the one with an even last bit where two are as near.</summary>
    private static float Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
    }

    private static double Length(IEnumerable<float> values) => Math.Sqrt(values.Sum(v => (double)v * v));

    private static NativeBuffer Random(int length, uint index)
    {
        var buffer = new NativeBuffer(length);
        new AddressedRandom(17, DrawPurpose.Weights, index).FillUniform(buffer.Span, -1, 1);
        return buffer;
    }
}
