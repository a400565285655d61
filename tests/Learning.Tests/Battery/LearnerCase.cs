using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>A configuration with the sizes of its data; its start state and batches are a function of these.</summary>
public sealed record LearnerCase(AlgorithmConfig Config, int Observations, int Actions, int Batch, ulong Seed = 1)
{
    private const float CriticScale = 8; // advantages of the order of lambda, so that weights differ

    /// <summary>The algorithm.</summary>
    public Algorithm Algorithm => AlgorithmRegistry.Of(Config);

    /// <summary>The sizes of a task.</summary>
    public Dimensions Dimensions => HasChoices ? new(Observations, 1) { Choices = Actions } : new(Observations, Actions);

    /// <summary>Whether actions are indices of so many choices.</summary>
    public bool HasChoices { get; init; } = AlgorithmRegistry.Of(Config).ActionSpaces == ActionSpaces.Discrete;

    /// <summary>
    /// Initial weights as a learner might have them in mid-course: targets that differ from their critics, no bias 0, free deviations
    /// on both sides of 0 and beyond the bounds, so that no mix-up goes unseen. Adam starts from zero moments.
    /// </summary>
    public TrainingState State()
    {
        var initial = InitialState.Create(Config, Dimensions, Seed);
        var tensors = new SortedDictionary<string, StateTensor>(initial.Tensors.ToDictionary(), StringComparer.Ordinal);
        uint number = 0;
        foreach (var (name, tensor) in initial.Tensors.Where(t => !t.Key.StartsWith("adam.", StringComparison.Ordinal)))
        {
            tensors[name] = tensor with { Data = Values(name, tensor, new AddressedRandom(Seed, DrawPurpose.Weights, number++)) };
        }

        return initial with { Tensors = tensors };
    }

    /// <summary>What update number <paramref name="update"/> is given.</summary>
    public (TransitionBatch Batch, UpdateNoise Noise) Inputs(int update)
    {
        var plan = Algorithm.Batches(Config);
        var batch = plan.NewBatch(Config.LargestBatch, Dimensions);
        batch.Size = Batch;
        var noise = new UpdateNoise(Config.LargestBatch, Dimensions.Action, plan);
        noise.ChooseCritics(new AddressedRandom(Seed, DrawPurpose.TargetCritics, (uint)update));
        uint column = 0;
        foreach (var normals in (float[][])[batch.Observations, batch.NextObservations, batch.Rewards, .. noise.Draws.Select(draw => noise[draw])])
        {
            new AddressedRandom(Seed, DrawPurpose.Batch, (uint)update, column++).FillNormal(normals);
        }

        foreach (var uniform in noise.Draws.Where(draw => draw.IsUniform))
        {
            new AddressedRandom(Seed, uniform.Purpose, (uint)update).FillUniform(noise[uniform], -1, 1);
        }

        new AddressedRandom(Seed, DrawPurpose.Batch, (uint)update, column++).FillUniform(batch.Actions, -1, 1);
        new AddressedRandom(Seed, DrawPurpose.Batch, (uint)update, column).FillUniform(batch.Terminated, 0, 1);
        FillColumns(batch, update, column);
        batch.Fresh = plan.Fresh switch { null => 0, { Demonstrations: 0 } => Batch, _ => (Batch + 1) / 2 };
        for (var i = 0; i < batch.GoesOn.Length; i++)
        {
            batch.GoesOn[i] = batch.Terminated[i] is >= 0.3f and < 0.9f && i + 1 < batch.Fresh ? 1 : 0;
        }

        if (HasChoices)
        {
            Choose(batch.Actions);
            Choose(batch.NextActions);
        }

        for (var i = 0; i < batch.Terminated.Length; i++)
        {
            batch.Terminated[i] = batch.Terminated[i] < 0.3f ? 1 : 0;
        }

        return (batch, noise);
    }

    /// <summary>The fused learner.</summary>
    public ILearner Fused(int threads = 2, Precision precision = Precision.Float32, bool flushDenormals = true) =>
        Algorithm.Fused(Config, new LearnerContext(Dimensions, State(), new LearnerExecution(threads, precision, flushDenormals)));

    /// <summary>The learner on TorchSharp.</summary>
    public ILearner Torch(int threads = 1, bool flushDenormals = true) =>
        Algorithm.Torch(Config, new LearnerContext(Dimensions, State(), new LearnerExecution(threads, FlushDenormals: flushDenormals)));

    /// <summary>Columns of episodes: every third next action unknown, returns that end and that go on.</summary>
    private void FillColumns(TransitionBatch batch, int update, uint column)
    {
        foreach (var normals in (float[][])[batch.Returns, batch.LastRewards, batch.LastObservations])
        {
            new AddressedRandom(Seed, DrawPurpose.Batch, (uint)update, ++column).FillNormal(normals);
        }

        foreach (var uniform in (float[][])[batch.NextActions, batch.HasNextAction, batch.ReturnDiscounts, batch.Discounts])
        {
            new AddressedRandom(Seed, DrawPurpose.Batch, (uint)update, ++column).FillUniform(uniform, -1, 1);
        }

        foreach (var share in (float[][])[batch.HasNextAction, batch.ReturnDiscounts, batch.Discounts])
        {
            for (var i = 0; i < share.Length; i++)
            {
                share[i] = share == batch.HasNextAction ? (share[i] > -0.3f ? 1 : 0) : MathF.Max(0, share[i]);
            }
        }
    }

    /// <summary>Makes numbers from -1 to 1 indices of choices.</summary>
    private void Choose(float[] actions)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = MathF.Min(MathF.Floor((actions[i] + 1) / 2 * Actions), Actions - 1);
        }
    }

    private float[] Values(string name, StateTensor tensor, AddressedRandom random)
    {
        var values = new float[tensor.Data.Length];
        switch (name.Split('.'))
        {
            case [_, ['n', ..], "weight"]: // gains of layer norms
                random.FillUniform(values, 0.5f, 1.5f);
                break;
            case [var network, var layer, "weight"]:
                var last = network[0] is 'q' or 'v' && Config is ValueConfig critic && layer == $"{critic.CriticHidden.Count}";
                var bound = (last ? CriticScale : 1.5f) / MathF.Sqrt(tensor.Shape[1]);
                random.FillUniform(values, -bound, bound);
                break;
            case [_, _, "bias"]:
                random.FillUniform(values, -0.1f, 0.4f); // narrow layers of ReLUs are to stay alive
                break;
            case ["v_steps" or "natural_steps"]:
                values[0] = 1;
                break;
            case ["squared_advantage"]:
                random.FillUniform(values, 0.5f, 1.5f);
                break;
            default: // log_std and log_alpha
                random.FillUniform(values, -1, 1);
                break;
        }

        return values;
    }
}
