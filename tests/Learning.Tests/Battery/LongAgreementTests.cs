using AwacAkka.Learning.Awac;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>The long way, in a class of its own, so that it runs beside <see cref="FusedAgainstTorchTests"/>.</summary>
public sealed class LongAgreementTests
{
    [Fact]
    public void WeightsAgreeAfterAThousandUpdates()
    {
        var corl = AwacPresets.All["awac-corl"];
        var learned = new LearnerCase(
            corl with { PolicyHidden = [16, 12], CriticHidden = [16, 12], OfflineBatchSize = 16, OnlineBatchSize = 16 }, 5, 3, Batch: 16);
        using var fused = learned.Fused(threads: 1);
        using var torch = learned.Torch();
        for (var update = 0; update < 1_000; update++)
        {
            var (batch, noise) = learned.Inputs(update);
            fused.Update(batch, noise);
            torch.Update(batch, noise);
        }

        Agreement.OfWeights(learned.State(), torch.Capture(), fused.Capture());
    }
}
