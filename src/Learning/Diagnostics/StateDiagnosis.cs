using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Statistics;

namespace AwacAkka.Learning.Diagnostics;

/// <summary>Values of a critic against what came of acting.</summary>
/// <param name="Value">Mean of min_i Q_i(s, a) over the states and actions of the policy's own episodes.</param>
/// <param name="Return">Mean of the discounted returns from there, on the learner's scale of rewards; where an episode was cut, the critics' value of its last state counts for the rest.</param>
/// <param name="Correlation">Pearson's correlation of the two; null where one of them does not vary.</param>
public sealed record ValueCalibration(double Value, double Return, double? Correlation);

/// <summary>Five quantiles of A(s, a) = min_i Q_i(s, a) - min_i Q_i(s, mean action) over the dataset's transitions.</summary>
public sealed record AdvantageQuantiles(double Fifth, double LowerQuartile, double Median, double UpperQuartile, double NinetyFifth);

/// <summary>A policy, or a model of the data's behaviour, on some transitions.</summary>
/// <param name="Distance">Root mean square, per action dimension, of mean action minus the transition's.</param>
/// <param name="LogDensity">Mean of log pi(a|s), in nats; null for a deterministic policy.</param>
/// <param name="Entropy">Mean entropy of pi(.|s), in nats; null for a deterministic policy.</param>
public sealed record PolicyFit(double Distance, double? LogDensity, double? Entropy);

/// <summary>What people ask of a learner that stands still: one of its training states, looked at from outside.</summary>
/// <param name="Calibration">Its critics on its policy's own episodes; null where the algorithm has none of states and actions.</param>
/// <param name="Advantages">Advantages of the dataset's actions; null without critics or data.</param>
/// <param name="OnData">The policy on the dataset; null without one.</param>
/// <param name="OnNewest">The policy on the transitions that were collected last; null before there are any.</param>
/// <param name="ModelOnData">The algorithm's model of behaviour on the dataset; null where it has none.</param>
/// <param name="ModelOnNewest">The same on the transitions that were collected last.</param>
public sealed record StateDiagnosis(
    ValueCalibration? Calibration, AdvantageQuantiles? Advantages, PolicyFit? OnData, PolicyFit? OnNewest, PolicyFit? ModelOnData, PolicyFit? ModelOnNewest)
{
    private static readonly string[] Models = ["behaviour", "prior"];

    /// <summary>Looks at a state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="state">The state.</param>
    /// <param name="own">Episodes of its policy's mean actions; the last may be cut.</param>
    /// <param name="data">Transitions of the dataset; null without one.</param>
    /// <param name="newest">Transitions that were collected last; null before there are any.</param>
    public static StateDiagnosis Of(AlgorithmConfig config, TrainingState state, TransitionChunk own, TransitionChunk? data, TransitionChunk? newest)
    {
        var policy = new PolicyProbe(TrainedPolicy.Of(config, state));
        var dimensions = new Dimensions(own.ObservationDimension, own.ActionDimension) { Choices = policy.Choices };
        var model = ModelOf(config, state);
        using var critics = CriticProbe.Of(config, state, dimensions, Math.Max(own.Count, data?.Count ?? 0));
        return new StateDiagnosis(
            critics is null ? null : Calibrate(config, critics, policy, own),
            critics is null || data is null ? null : Quantiles(critics, policy, data),
            FitOf(policy, data), FitOf(policy, newest), FitOf(model, data), FitOf(model, newest));
    }

    private static ValueCalibration Calibrate(AlgorithmConfig config, CriticProbe critics, PolicyProbe policy, TransitionChunk own)
    {
        var plan = AlgorithmRegistry.BatchesOf(config);
        var replay = new ReplayBuffer(own.Count, own.ObservationDimension, own.ActionDimension);
        replay.Append(own.WithEpisodeEnd());
        var batch = new TransitionBatch(own.Count, own.ObservationDimension, own.ActionDimension, BatchColumns.Return);
        var columns = new EpisodeColumns(replay, BatchColumns.Return, plan.Discount, plan.RewardScale, plan.RewardShift, plan.MaskTerminals);
        columns.Prepare();
        columns.Gather([.. Enumerable.Range(0, own.Count)], batch, null);
        var values = critics.Values(own.Observations, own.Actions);
        var last = critics.Values(batch.LastObservations, policy.MeanActions(batch.LastObservations));
        double[] returns = [.. batch.Returns.Select((sum, i) => sum + ((double)batch.ReturnDiscounts[i] * last[i]))];
        return new ValueCalibration(values.Average(), returns.Average(), Correlation([.. values.Select(v => (double)v)], returns));
    }

    private static AdvantageQuantiles Quantiles(CriticProbe critics, PolicyProbe policy, TransitionChunk data)
    {
        var ofMean = critics.Values(data.Observations, policy.MeanActions(data.Observations));
        double[] advantages = [.. critics.Values(data.Observations, data.Actions).Zip(ofMean, (q, v) => (double)q - v).Order()];
        return new AdvantageQuantiles(At(0.05), At(0.25), At(0.5), At(0.75), At(0.95));

        double At(double share) => Quantile.Of(advantages, share);
    }

    private static PolicyFit? FitOf(PolicyProbe? policy, TransitionChunk? rows)
    {
        if (policy is not { IsContinuous: true } || rows is null)
        {
            return null;
        }

        var squares = policy.MeanActions(rows.Observations).Zip(rows.Actions, (mean, action) => ((double)mean - action) * ((double)mean - action));
        var spread = policy.Spread(rows.Observations, rows.Actions);
        return new PolicyFit(Math.Sqrt(squares.Average()), spread?.LogDensity, spread?.Entropy);
    }

    /// <summary>A model of behaviour is a network of the policy's form under another name.</summary>
    private static PolicyProbe? ModelOf(AlgorithmConfig config, TrainingState state)
    {
        var name = Models.FirstOrDefault(model => state.Tensors.ContainsKey($"{model}.0.weight"));
        return name is null ? null : new PolicyProbe(TrainedPolicy.Of(config, state with { Tensors = PolicyTensors.InPlaceOfPolicy(state.Tensors, name) }));
    }

    private static double? Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : null;
    }
}
