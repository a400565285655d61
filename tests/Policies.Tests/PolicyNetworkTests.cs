using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Policies.Tests;

/// <summary>Acting computes the bits that the design fixes: runs are recorded with them.</summary>
public sealed class PolicyNetworkTests
{
    [Theory]
    [InlineData(17, new[] { 256, 256 }, 6)]
    [InlineData(3, new[] { 64, 64 }, 1)]
    [InlineData(1, new[] { 1 }, 1)]
    [InlineData(45, new[] { 63, 130, 7 }, 24)]
    [InlineData(39, new[] { 200, 9 }, 30)]
    [InlineData(376, new int[0], 65)]
    public void Outputs_are_those_of_the_plain_loop_to_the_bit(int observation, int[] hidden, int action)
    {
        var snapshot = Random(observation, hidden, action);
        var network = new PolicyNetwork(snapshot);
        var (input, output) = (new double[observation], new float[action]);
        for (var i = 0u; i < 20; i++)
        {
            var random = new AddressedRandom(3, DrawPurpose.Reset, i);
            for (var d = 0; d < observation; d++)
            {
                input[d] = d % 5 == i % 7 ? 0 : (float)random.NextNormal();
            }

            network.ActMean(input, output);
            Assert.Equal(
                Plain(snapshot, input).Select(BitConverter.SingleToInt32Bits), output.Select(BitConverter.SingleToInt32Bits));
        }
    }

    /// <summary>Three dimensions of other means, deviations and noise, so that none can take another's place.</summary>
    [Theory]
    [InlineData(PolicyHead.Gaussian)]
    [InlineData(PolicyHead.TanhMeanGaussian)]
    [InlineData(PolicyHead.SquashedGaussian)]
    public void A_sampled_action_is_the_formula_of_its_head(PolicyHead head)
    {
        double[] mean = [0.2, -0.4, 0.9], deviation = [0.5, Math.Exp(-2), Math.Exp(1)], noise = [1, -2, 0.5];
        float[] means = [0.2f, -0.4f, 0.9f], logs = [MathF.Log(0.5f), -9, 3]; // the last two lie beyond the range
        var isSquashed = head == PolicyHead.SquashedGaussian;
        var tensors = new Dictionary<string, StateTensor>
        {
            ["policy.0.weight"] = new([isSquashed ? 6 : 3, 2], new float[isSquashed ? 12 : 6]),
            ["policy.0.bias"] = isSquashed ? new([6], [.. means, .. logs]) : new([3], means),
            [isSquashed ? "log_std_range" : "std"] = isSquashed ? new([2], [-2, 1]) : new([3], [.. deviation.Select(x => (float)x)]),
        };
        double[] expected =
        [
            .. Enumerable.Range(0, 3).Select(d => head switch
            {
                PolicyHead.TanhMeanGaussian => Math.Tanh(mean[d]) + deviation[d] * noise[d],
                PolicyHead.SquashedGaussian => Math.Tanh(mean[d] + deviation[d] * noise[d]),
                _ => mean[d] + deviation[d] * noise[d],
            }),
        ];
        foreach (var clamps in new[] { false, true })
        {
            var action = new float[3];
            new PolicyNetwork(new PolicySnapshot(head, clamps, tensors)).Act([1, 2], [.. noise.Select(x => (float)x)], action);
            Assert.All(expected.Zip(action), pair => Assert.Equal(clamps ? Math.Clamp(pair.First, -1, 1) : pair.First, pair.Second, 1e-5));
        }

        Assert.Equal(isSquashed, expected.All(x => x is > -1 and < 1)); // the others are clamped somewhere
    }

    /// <summary>Rollouts draw the noise of an address, a number per dimension, and evaluations none.</summary>
    [Fact]
    public void Exploring_is_acting_with_the_normals_of_the_address()
    {
        var snapshot = Random(4, [8], 3);
        var network = new PolicyNetwork(snapshot with { Tensors = new Dictionary<string, StateTensor>(snapshot.Tensors) { ["std"] = new([3], [0.5f, 1, 2]) } });
        var (noise, mean, explored) = (new float[3], new float[3], new float[3]);
        new AddressedRandom(5, DrawPurpose.Explore, 1).FillNormal(noise);
        var random = new AddressedRandom(5, DrawPurpose.Explore, 1);
        network.Explore([1, -1, 0.5, 2], ref random, explored);
        network.ActMean([1, -1, 0.5, 2], mean);
        Assert.All(Enumerable.Range(0, 3), d => Assert.Equal(mean[d] + noise[d] * (0.5 * (1 << d)), explored[d], 1e-5));
    }

    [Theory]
    [InlineData("policy_head", "7", "'policy_head' is '7'; there are ")]
    [InlineData("policy_head", "Gaussian, TanhMeanGaussian", "'policy_head' is 'Gaussian, TanhMeanGaussian'")]
    [InlineData("policy_head", "gaussian", "'policy_head' is 'gaussian'")]
    [InlineData("clamp_actions", "true", "'clamp_actions' is neither True nor False")]
    [InlineData("clamp_actions", "", "'clamp_actions' is neither True nor False")]
    public void A_file_that_does_not_say_how_to_act_is_refused(string key, string value, string sentence)
    {
        var tensors = new Dictionary<string, StateTensor> { ["policy.0.weight"] = new([1, 1], [1]) };
        var metadata = new Dictionary<string, string> { ["policy_head"] = "Gaussian", ["clamp_actions"] = "True", [key] = value };
        var refused = Assert.Throws<InvalidDataException>(() => PolicySnapshot.FromSafetensors(Safetensors.Write(tensors, metadata)));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Acting_allocates_nothing()
    {
        var network = new PolicyNetwork(Random(17, [256, 256], 6));
        var (input, noise, action) = (new double[17], new float[6], new float[6]);
        Assert.Equal(0, Allocations.OfEvery(() => network.Act(input, noise, action)));
    }

    /// <summary>What would act, and wrongly, if it were not refused.</summary>
    [Theory]
    [InlineData("policy.1.weight", new[] { 8, 7 }, "layer 1 of the policy lacks its bias or has misfitting shapes")]
    [InlineData("policy.1.bias", new[] { 7 }, "layer 1 of the policy lacks its bias or has misfitting shapes")]
    [InlineData("policy.1.weight", null, "the policy has a tensor 'policy.1.bias' that acting does not read")]
    [InlineData("policy.2.weight", null, "the policy has a tensor 'policy.2.bias' that acting does not read")]
    [InlineData("policy.3.weight", new[] { 1, 2 }, "layer 3 of the policy lacks its bias or has misfitting shapes")]
    [InlineData("policy.4.weight", new[] { 1, 2 }, "the policy has a tensor 'policy.4.weight' that acting does not read")]
    [InlineData("std", null, "the policy lacks the tensor 'std'")]
    [InlineData("std", new[] { 1 }, "the policy's tensor 'std' has 1 numbers, expected 2")]
    [InlineData("log_std_range", new[] { 2 }, "the policy has a tensor 'log_std_range' that acting does not read")]
    [InlineData("normaliser.std", new[] { 3 }, "the policy's 'normaliser.std' or 'std' holds what is no deviation")]
    public void A_policy_that_is_not_all_there_is_refused(string name, int[]? shape, string sentence)
    {
        var tensors = Random(3, [8, 8], 2).Tensors.ToDictionary(t => t.Key, t => t.Value);
        tensors.Remove(name);
        if (shape is not null)
        {
            tensors[name] = new StateTensor(shape, new float[shape.Aggregate(1, (product, size) => product * size)]);
        }

        var snapshot = new PolicySnapshot(PolicyHead.TanhMeanGaussian, true, tensors);
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => new PolicyNetwork(snapshot)).Message);
    }

    /// <summary>Every output is its bias and then one fused multiply-add per input, in the inputs' order.</summary>
    private static float[] Plain(PolicySnapshot snapshot, double[] observation)
    {
        var x = Array.ConvertAll(observation, value => (float)value);
        for (var layer = 0; snapshot.Tensors.TryGetValue($"policy.{layer}.weight", out var weight); layer++)
        {
            var bias = snapshot.Tensors[$"policy.{layer}.bias"].Data;
            var last = !snapshot.Tensors.ContainsKey($"policy.{layer + 1}.weight");
            var y = new float[bias.Length];
            for (var o = 0; o < y.Length; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < x.Length; i++)
                {
                    sum = MathF.FusedMultiplyAdd(x[i], weight.Data[(o * x.Length) + i], sum);
                }

                y[o] = last || sum > 0 ? sum : 0;
            }

            x = y;
        }

        return x;
    }

    private static PolicySnapshot Random(int observation, int[] hidden, int action)
    {
        var tensors = new Dictionary<string, StateTensor> { ["std"] = new([action], new float[action]) };
        int[] widths = [observation, .. hidden, action];
        for (var layer = 0; layer < widths.Length - 1; layer++)
        {
            var (inputs, outputs) = (widths[layer], widths[layer + 1]);
            var (weight, bias) = (new float[outputs * inputs], new float[outputs]);
            new AddressedRandom(7, DrawPurpose.Weights, (uint)layer).FillNormal(weight);
            new AddressedRandom(7, DrawPurpose.Weights, (uint)layer, 1).FillNormal(bias);
            tensors[$"policy.{layer}.weight"] = new([outputs, inputs], Array.ConvertAll(weight, w => w / MathF.Sqrt(inputs)));
            tensors[$"policy.{layer}.bias"] = new([outputs], bias);
        }

        return new PolicySnapshot(PolicyHead.Gaussian, ClampActions: false, tensors);
    }
}
