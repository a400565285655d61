using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>
/// CQL on the CPU with explicit passes over BLAS, up to what Cal-QL changes; held to the TorchSharp version and the golden files by tests. The critics
/// see the batch and the actions of its conservative loss as one long batch: first a row (s, a) of each transition, then 3 n rows (s, a_j) of each.
/// </summary>
public abstract class FusedConservative : FusedLearner
{
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy", "conservative_gap"];
    private static readonly float LogTwo = MathF.Log(2);

    private readonly ConservativeConfig config;
    private readonly int candidates; // actions a_j of a transition
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly ConservativeLoss loss;
    private readonly StateActionRows stateActions; // (s, a), then (s, a_j)
    private readonly StateActionRows nextStateActions; // (s', a'), one or n of each transition
    private readonly SoftImprovement improvement; // (s, a~), a~ ~ pi(.|s)
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[]?[] chosenNextQ; // those of the critics whose targets count in this update
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;

    /// <summary>Allocates a learner; a derived class ends its constructor with <see cref="FusedLearner.Restore"/> of the initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    private protected FusedConservative(ConservativeConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        candidates = 3 * config.ConservativeActions;
        policy = Own(new FusedPolicy(Resources, TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        loss = new ConservativeLoss(Resources.Capacity, candidates, config.ConservativeActions, config.ConservativeWeight);
        critics = Own(new CriticEnsemble(
            Resources, config.CriticNames, ActionShapes.Critic(context.Dimensions, config.CriticHidden, config.CriticLayerNorm),
            new CriticOptions(config.CriticLearningRate) { Loss = loss.Compute }));
        (stateActions, nextStateActions) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        improvement = Own(new SoftImprovement(
            Resources, policy, head, Own(new ScalarAdam("log_alpha", config.TemperatureLearningRate)),
            config.AimedEntropy(Resources.ActionDimension), critics.Count));
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        chosenNextQ = new float[]?[config.Critics];
        targets = new float[Resources.Capacity];
        (sampleAtNextState, sampleAtState) = (SampleAtNextState, SampleAtState);
    }

    /// <summary>What a value of the policy's actions at s counts at least.</summary>
    /// <param name="row">The transition.</param>
    private protected abstract float BoundOf(int row);

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var size = Batch.Size;
        improvement.Begin(Batch, Noise[Draw.CurrentAction]);
        loss.Transitions = size;
        policy.Evaluate(sampleAtNextState, sampleAtState);

        // Critics: towards r + gamma min_{some i} Q'_i(s', a'), a' ~ pi(.|s') or the best of n, and down where the data take no action.
        var nextActions = config.MaxBackup ? config.ConservativeActions : 1;
        critics.Begin(size * nextActions);
        CriticTargets.Choose(nextQ, Noise.TargetCritics, chosenNextQ);
        critics.Evaluate(CriticPass.Target(nextStateActions.View, chosenNextQ));
        for (var i = 0; i < size; i++)
        {
            var best = float.NegativeInfinity;
            for (var row = i * nextActions; row < (i + 1) * nextActions; row++)
            {
                best = MathF.Max(best, CriticTargets.MinOf(nextQ, Noise.TargetCritics, row));
            }

            targets[i] = best;
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        critics.Begin(size * (1 + candidates));
        critics.Evaluate(CriticPass.Trained(stateActions.View, q));
        figures[0] = loss.Regression(q, targets);
        figures[2] = CriticTargets.Mean(q, size);
        figures[5] = loss.Gap(q);
        critics.Step(Updates, targets, config.Tau);

        UpdatePolicy(figures);
        figures[3] = improvement.Alpha;
    }

    /// <summary>Down mean alpha log pi(a~|s) - min_i Q_i(s, a~) with the critics just trained, and the temperature.</summary>
    private void UpdatePolicy(Span<float> figures)
    {
        var size = Batch.Size;
        critics.Begin(size);
        critics.Evaluate(CriticPass.Trained(improvement.Actions.Rows.View, policyQ));
        double policyLoss = 0;
        for (var i = 0; i < size; i++)
        {
            policyLoss += improvement.Alpha * improvement.Actions.LogDensities[i] - CriticTargets.MinOf(policyQ, i);
        }

        CriticTargets.MinGradient(policyQ, -1f / size, size, policyQGradients);
        critics.InputGradient(policyQGradients, improvement.InputGradients);
        figures[4] = improvement.Step(Updates);
        figures[1] = (float)(policyLoss / size);
    }

    private void SampleAtNextState(int start, int count, int lane)
    {
        var (n, noise, ofTarget) = (config.ConservativeActions, Noise[ConservativeDraws.NextName], Noise[Draw.NextAction]);
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            var output = head.Row(outputs, i - start);
            for (var j = 0; j < n; j++)
            {
                WriteCandidate(i, 2 * n + j, head.Sample(output, Action(noise, i * n + j), action), action);
                if (config.MaxBackup)
                {
                    nextStateActions.Write(i * n + j, NextState(i), action);
                }
            }

            if (!config.MaxBackup)
            {
                head.Sample(output, Action(ofTarget, i), action);
                nextStateActions.Write(i, NextState(i), action);
            }
        }
    }

    private void SampleAtState(int start, int count, int lane)
    {
        var n = config.ConservativeActions;
        var (uniform, current) = (Noise[ConservativeDraws.UniformName], Noise[ConservativeDraws.CurrentName]);
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtState(States, start, count);
        for (var i = start; i < start + count; i++)
        {
            var output = head.Row(outputs, i - start);
            stateActions.Write(i, State(i), Action(Batch.Actions, i));
            loss.Bounds[i] = BoundOf(i);
            for (var j = 0; j < n; j++)
            {
                WriteCandidate(i, j, -Resources.ActionDimension * LogTwo, Action(uniform, i * n + j)); // a density of 1/2 per dimension
                WriteCandidate(i, n + j, head.Sample(output, Action(current, i * n + j), action), action);
            }

            improvement.Sample(i, output);
        }
    }

    private void WriteCandidate(int transition, int number, float logDensity, ReadOnlySpan<float> action)
    {
        var candidate = transition * candidates + number;
        loss.LogDensities[candidate] = logDensity;
        stateActions.Write(Batch.Size + candidate, State(transition), action);
    }
}
