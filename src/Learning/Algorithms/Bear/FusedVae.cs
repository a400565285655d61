using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>
/// BEAR's model of the data's actions on the CPU, a variational autoencoder: a = tanh(decoder(s, z)), z ~ N(mean(s, a), std(s, a)) where a is known, else
/// N(0, 1) clipped. Gradients are summed over either half of the batch and added up.
/// </summary>
internal sealed class FusedVae : IFusedPart
{
    private readonly BearConfig config;
    private readonly FusedResources resources;
    private readonly int latents;
    private readonly FusedPolicy encoder;
    private readonly FusedPolicy decoder;
    private readonly StateActionRows stateAction; // (s, a), the learner's
    private readonly StateActionRows stateLatent; // (s, z), z of a transition's own action
    private readonly StateActionRows stateLatentGradients;
    private readonly StateActionRows sampled; // (s, z_j)
    private readonly float[] rawActions;
    private readonly float[] actionGradients;
    private readonly float[] codeGradients;
    private readonly double[] losses = new double[2]; // of either half
    private readonly Action<int, int, int> encodeAndRebuild;
    private readonly Action<int, int, int> decode;
    private readonly Action<int, int> differentiateHalf;
    private TransitionBatch batch = new(0, 0, 0);
    private float[] encoderNoise = [];
    private float[] decoderNoise = [];

    /// <summary>Allocates a model, whose tensors are called <c>encoder.*</c> and <c>decoder.*</c>.</summary>
    /// <param name="resources">Sizes and lanes.</param>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="stateAction">Rows (s, a), which <see cref="Fit"/> writes.</param>
    public FusedVae(FusedResources resources, BearConfig config, StateActionRows stateAction)
    {
        (this.resources, this.config, this.stateAction) = (resources, config, stateAction);
        latents = BearConfig.Latents(resources.ActionDimension);
        encoder = new FusedPolicy(resources, BearAlgorithm.Encoder(config, resources.Dimensions), new Adam(config.VaeLearningRate), name: "encoder");
        decoder = new FusedPolicy(resources, BearAlgorithm.Decoder(config, resources.Dimensions), new Adam(config.VaeLearningRate), name: "decoder");
        (stateLatent, sampled) = (new StateActionRows(resources, latents), new StateActionRows(resources, latents));
        stateLatentGradients = new StateActionRows(resources, latents);
        rawActions = new float[resources.Capacity * resources.ActionDimension];
        actionGradients = new float[rawActions.Length];
        codeGradients = new float[resources.Capacity * 2 * latents];
        (encodeAndRebuild, decode, differentiateHalf) = (EncodeAndRebuild, Decode, DifferentiateHalf);
    }

    /// <summary>Actions of the model before their tanh, [batch, samples, action], of the last <see cref="Sample"/>.</summary>
    public ReadOnlySpan<float> RawActions => rawActions;

    /// <inheritdoc />
    public void Begin(int batchSize)
    {
        encoder.Begin(batchSize);
        decoder.Begin(batchSize);
    }

    /// <summary>Adam's step on the mean squared error of rebuilt actions and the weighted divergence of their latents from a standard normal.</summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="batch">The transitions.</param>
    /// <param name="noise">Standard normals, [batch, latents].</param>
    /// <returns>The loss before it.</returns>
    public float Fit(long step, TransitionBatch batch, float[] noise)
    {
        (this.batch, encoderNoise) = (batch, noise);
        encoder.Evaluate(null, encodeAndRebuild);
        resources.Lanes.Run(2, differentiateHalf);
        encoder.Step(step);
        decoder.Step(step);
        decoder.Begin(batch.Size); // samples are by the new parameters
        return (float)(losses[0] + losses[1]);
    }

    /// <summary>Samples actions at s of the batch of the last <see cref="Fit"/>. The latents are clipped, which keeps to the middle of the data.</summary>
    /// <param name="noise">Standard normals, [batch, samples, latents].</param>
    public void Sample(float[] noise)
    {
        decoderNoise = noise;
        decoder.Evaluate(decode, null);
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors)
    {
        encoder.Capture(tensors);
        decoder.Capture(tensors);
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        encoder.Restore(state);
        decoder.Restore(state);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
        stateLatent.Dispose();
        stateLatentGradients.Dispose();
        sampled.Dispose();
    }

    private void EncodeAndRebuild(int start, int count, int lane)
    {
        for (var row = start; row < start + count; row++)
        {
            stateAction.Write(row, State(row), Row(batch.Actions, row, resources.ActionDimension));
        }

        var codes = encoder.AtState(stateAction.View, start, count);
        for (var row = start; row < start + count; row++)
        {
            var code = Row(codes, row - start, 2 * latents);
            var z = stateLatent.Begin(row, State(row));
            for (var d = 0; d < latents; d++)
            {
                z[d] = code[d] + MathF.Exp(LogStd(code[latents + d])) * encoderNoise[row * latents + d];
            }
        }

        decoder.AtState(stateLatent.View, start, count);
    }

    private void DifferentiateHalf(int half, int lane)
    {
        var (start, count) = encoder.RowsOf(half);
        double squares = 0;
        double divergence = 0;

        // mean (tanh(decoder(s, z)) - a)^2, through z.
        var rebuilt = decoder.Outputs(start, count);
        var ofActions = actionGradients.AsSpan(start * resources.ActionDimension, rebuilt.Length);
        for (var i = 0; i < rebuilt.Length; i++)
        {
            var action = MathF.Tanh(rebuilt[i]);
            var distance = action - batch.Actions[start * resources.ActionDimension + i];
            squares += (double)distance * distance;
            ofActions[i] = 2 * distance * (1 - action * action) / (batch.Size * resources.ActionDimension);
        }

        decoder.Backward(stateLatent.View, half, ofActions, lane, stateLatentGradients.Rows(start, count));

        // mean (mean^2 + std^2 - 2 log std - 1) / 2 of the latents, and what comes through them.
        var codes = encoder.Outputs(start, count);
        var ofCodes = codeGradients.AsSpan(start * 2 * latents, codes.Length);
        var weight = config.VaeKlWeight / (batch.Size * latents);
        for (var row = 0; row < count; row++)
        {
            var code = Row(codes, row, 2 * latents);
            var ofCode = ofCodes.Slice(row * 2 * latents, 2 * latents);
            var ofZ = stateLatentGradients.ActionOf(start + row);
            for (var d = 0; d < latents; d++)
            {
                var (mean, raw) = (code[d], code[latents + d]);
                var logStd = LogStd(raw);
                var std = MathF.Exp(logStd);
                divergence += ((double)mean * mean + std * std - 2 * logStd - 1) / 2;
                ofCode[d] = ofZ[d] + weight * mean;
                ofCode[latents + d] = raw == logStd ? ofZ[d] * std * encoderNoise[(start + row) * latents + d] + weight * (std * std - 1) : 0;
            }
        }

        encoder.Backward(stateAction.View, half, ofCodes, lane);
        losses[half] = squares / (batch.Size * resources.ActionDimension) + config.VaeKlWeight * divergence / (batch.Size * latents);
    }

    private void Decode(int start, int count, int lane)
    {
        var samples = config.MmdActions;
        for (var row = start * samples; row < (start + count) * samples; row++)
        {
            var z = sampled.Begin(row, State(row / samples));
            for (var d = 0; d < latents; d++)
            {
                z[d] = Math.Clamp(decoderNoise[row * latents + d], -BearConfig.LargestNoise, BearConfig.LargestNoise);
            }
        }

        decoder.AtNextState(sampled.View, start * samples, count * samples, lane).CopyTo(rawActions.AsSpan(start * samples * resources.ActionDimension));
    }

    private static float LogStd(float raw) => Math.Clamp(raw, BearConfig.LatentLogStdMin, BearConfig.LatentLogStdMax);

    private ReadOnlySpan<float> State(int row) => Row(batch.Observations, row, resources.ObservationDimension);

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int row, int width) => rows.Slice(row * width, width);
}
