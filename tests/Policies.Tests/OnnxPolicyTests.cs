using AwacAkka.Policies.Onnx;
using AwacAkka.Randomness;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AwacAkka.Policies.Tests;

/// <summary>A policy exported to ONNX acts in Microsoft's runtime as it does here.</summary>
public sealed class OnnxPolicyTests
{
    private const int Observations = 5, Actions = 3, Rows = 200;
    private static readonly double[] Low = [-2, -0.4, 0.1];
    private static readonly double[] High = [2, 0.4, 3];

    public static TheoryData<PolicyHead, int[], bool> Policies()
    {
        var cases = new TheoryData<PolicyHead, int[], bool>();
        foreach (var head in Enum.GetValues<PolicyHead>())
        {
            cases.Add(head, [64, 33], true);
            cases.Add(head, [], false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_model_acts_as_the_policy_does_in_the_units_of_the_environment(PolicyHead head, int[] hidden, bool normalised)
    {
        var snapshot = Random(head, hidden, normalised);
        var policy = new PolicyNetwork(snapshot);
        using var session = Session(snapshot);
        var observations = Array.ConvertAll(Draw(Rows * Observations, 9), x => 3 * x);
        var outputs = Run(session, observations, Rows);
        var mean = new float[policy.ActionDimension];
        for (var row = 0; row < Rows; row++)
        {
            policy.ActMean(Array.ConvertAll(observations[(row * Observations)..((row + 1) * Observations)], x => (double)x), mean);
            if (policy.Choices is not null)
            {
                Assert.Equal(mean[0], outputs[row]);
                continue;
            }

            for (var d = 0; d < Actions; d++)
            {
                var expected = Low[d] + (Math.Clamp(mean[d], -1, 1) + 1) * (High[d] - Low[d]) / 2;
                Assert.Equal(expected, outputs[(row * Actions) + d], 1e-5);
            }
        }

        Assert.True(outputs.Distinct().Count() > 1, "all observations lead to the same");
    }

    [Fact]
    public void Actions_beyond_the_bounds_end_at_them_exactly()
    {
        var snapshot = Random(PolicyHead.Gaussian, [], normalised: false);
        using var session = Session(snapshot);
        var outputs = Run(session, Array.ConvertAll(Draw(Rows * Observations, 9), x => 100 * x), Rows);
        for (var d = 0; d < Actions; d++)
        {
            float[] column = [.. outputs.Where((_, i) => i % Actions == d)];
            Assert.Equal(((float)Low[d], (float)High[d]), (column.Min(), column.Max()));
        }
    }

    [Fact]
    public void The_model_says_what_it_is_of()
    {
        using var session = Session(Random(PolicyHead.TanhMeanGaussian, [8], normalised: true));
        Assert.Equal([-1, Observations], session.InputMetadata[OnnxPolicy.Observation].Dimensions);
        Assert.Equal([-1, Actions], session.OutputMetadata[OnnxPolicy.Action].Dimensions);
        Assert.Equal("AwacAkka", session.ModelMetadata.ProducerName);
        Assert.Equal("Arm-v0", session.ModelMetadata.CustomMetadataMap["environment"]);
        Assert.Equal("TanhMeanGaussian", session.ModelMetadata.CustomMetadataMap["policy_head"]);
    }

    [Theory]
    [InlineData(4, 3, "the policy's observations are 5 numbers, those of Arm-v0 4")]
    [InlineData(5, 2, "the policy's actions are 3 numbers, those of Arm-v0 have bounds for 2")]
    [InlineData(5, 0, "the policy's actions are 3 numbers, those of Arm-v0 have bounds for 0")]
    public void A_policy_of_another_environment_is_refused(int observations, int actions, string sentence)
    {
        var snapshot = Random(PolicyHead.Gaussian, [8], normalised: false);
        var refused = Assert.Throws<InvalidDataException>(() => OnnxPolicy.Write(snapshot, "Arm-v0", observations, Low[..actions], High[..actions]));
        Assert.Equal(sentence, refused.Message);
    }

    private static InferenceSession Session(PolicySnapshot snapshot)
    {
        var hasChoices = new PolicyNetwork(snapshot).Choices is not null;
        return new InferenceSession(OnnxPolicy.Write(snapshot, "Arm-v0", Observations, hasChoices ? [] : Low, hasChoices ? [] : High));
    }

    private static float[] Run(InferenceSession session, float[] observations, int rows)
    {
        var input = NamedOnnxValue.CreateFromTensor(OnnxPolicy.Observation, new DenseTensor<float>(observations, [rows, Observations]));
        using var results = session.Run([input]);
        var output = Assert.Single(results);
        Assert.Equal(OnnxPolicy.Action, output.Name);
        return output.ElementType == TensorElementType.Int64 ? [.. output.AsEnumerable<long>().Select(choice => (float)choice)] : [.. output.AsEnumerable<float>()];
    }

    private static PolicySnapshot Random(PolicyHead head, int[] hidden, bool normalised)
    {
        var outputs = head == PolicyHead.SquashedGaussian ? 2 * Actions : Actions;
        int[] widths = [Observations, .. hidden, outputs];
        var tensors = new Dictionary<string, StateTensor>();
        for (var layer = 0; layer < widths.Length - 1; layer++)
        {
            var (inputs, width) = (widths[layer], widths[layer + 1]);
            tensors[$"policy.{layer}.weight"] = new([width, inputs], Array.ConvertAll(Draw(width * inputs, (uint)layer), w => w / MathF.Sqrt(inputs)));
            tensors[$"policy.{layer}.bias"] = new([width], Draw(width, 100 + (uint)layer));
        }

        if (normalised)
        {
            tensors["normaliser.mean"] = new([Observations], Draw(Observations, 200));
            tensors["normaliser.std"] = new([Observations], Array.ConvertAll(Draw(Observations, 201), x => 0.5f + (x * x)));
        }

        switch (head)
        {
            case PolicyHead.SquashedGaussian:
                tensors["log_std_range"] = new([2], [-5, 2]);
                break;
            case PolicyHead.EpsilonGreedy:
                tensors["epsilon"] = new([1], [0.1f]);
                break;
            case PolicyHead.Gaussian or PolicyHead.TanhMeanGaussian:
                tensors["std"] = new([Actions], [0.1f, 0.2f, 0.3f]);
                break;
        }

        return new PolicySnapshot(head, ClampActions: true, tensors);
    }

    private static float[] Draw(int count, uint stream)
    {
        var numbers = new float[count];
        new AddressedRandom(7, DrawPurpose.Weights, stream).FillNormal(numbers);
        return numbers;
    }
}
