using System.Reflection;
using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Faults;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>Whatever a run is configured with: its recorded text reads back as the same configuration, for every algorithm.</summary>
[Trait("Category", "Long")]
public sealed class ConfigurationProperties
{
    private static readonly Gen<int> Naturals = Gen.OneOf(Gen.Choose(1, 10), Gen.Choose(1, 100_000), Gen.Constant(int.MaxValue));
    private static readonly Gen<double> Shares = Gen.OneOf(Gen.Choose(0, 1_000_000).Select(n => n / 1e6), Gen.Elements(0, double.Epsilon, 1e-300, 1 - 1e-16, 1));
    private static readonly Gen<TimeSpan> Durations = Gen.OneOf(Gen.Choose(1, int.MaxValue).Select(n => new TimeSpan(n)), Naturals.Select(n => TimeSpan.FromMilliseconds(n)));
    private static readonly Gen<float> Finite = Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite);

    public static TheoryData<string> Algorithms => [.. AlgorithmRegistry.All.Select(algorithm => algorithm.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void The_recorded_text_reads_back_as_the_configuration(string algorithm) => Generators.ForAll(Configurations(AlgorithmRegistry.Find(algorithm)!), config =>
    {
        var read = RunConfigLoader.LoadText(config.ToHocon(), "a test");
        Assert.Equal(config.ToHocon(), read.ToHocon());
        Assert.Equivalent(config, read, strict: true); // also what no line of the text shows
        Assert.Equal(config.Algorithm.GetType(), read.Algorithm.GetType());
    });

    private static Gen<RunConfig> Configurations(Algorithm algorithm) =>
        from preset in Gen.Elements<Preset>(algorithm.Presets)
        from environment in Gen.Elements<string>(EnvironmentRegistry.Ids)
        from values in Values(algorithm, preset.Config, EnvironmentRegistry.HasChoices(environment))
        from data in Data
        from offline in Naturals.Three()
        from online in Naturals.Three()
        from perStep in Gen.Elements(double.Epsilon, 0.1, 1.0 / 3, 1, 1e300)
        from rollouts in Rollouts
        from faults in Shares.ArrayOf(5)
        from flags in Gen.Elements(false, true).Three()
        from counts in Naturals.ArrayOf(5)
        from device in Gen.Elements("auto", "cpu", "torch-cpu", "cuda:0", "cuda:255")
        from precision in Gen.Elements(Enum.GetValues<Precision>())
        let config = new RunConfig
        {
            Environment = new EnvironmentSection(environment),
            Dataset = data,
            Preset = preset.Name,
            Algorithm = values,
            Offline = new OfflineSection(algorithm.Phases.HasFlag(TrainingPhases.Offline) && data.Path is not null ? offline.Item1 : 0, offline.Item2, offline.Item3),
            Online = new OnlineSection(algorithm.Phases.HasFlag(TrainingPhases.Online) ? online.Item1 : 0, online.Item2, perStep, online.Item3),
            Rollouts = rollouts with { Slots = Math.Min(rollouts.Slots, online.Item2) },
            Faults = Faults(faults, rollouts.Isolation),
            Rounds = new RoundsSection(flags.Item1 ? 1 : 0),
            Replay = new ReplaySection(Math.Min(counts[0], ReplayBuffer.MaxCapacity), flags.Item2),
            Evaluation = new EvaluationSection(counts[1], counts[2]),
            Learner = new LearnerSection(device, Math.Min(counts[3], 1024), precision) { FlushDenormals = flags.Item3 },
            Checkpoints = new CheckpointsSection(counts[3], counts[4]),
        }
        let both = flags.Item2 && config.Offline.Updates > 0 && config.Online.Steps > 0
        let phased = both ? config with { OnlineAlgorithm = new(values with { OnlineBatchSize = counts[1] % 1_000_000 + 1 }, preset.Name) } : config
        where (config.Offline.Updates > 0 || config.Online.Steps > 0) && config.Online.UpdatesPerRound >= 1
        select phased;

    private static Gen<DatasetSection> Data =>
        from name in Generators.Texts.Where(name => !name.Contains('/', StringComparison.Ordinal))
        from isThere in Gen.Frequency((1, Gen.Constant(false)), (4, Gen.Constant(true)))
        from units in Gen.Elements(Enum.GetValues<ActionUnits>())
        from columns in Gen.Elements<ColumnRanges?>([null, ColumnRanges.Parse("0"), ColumnRanges.Parse("0-26,40")])
        select new DatasetSection(isThere ? $"/data/a{name}.npz" : null) { ActionUnits = units, ObservationColumns = columns };

    private static Gen<RolloutsSection> Rollouts =>
        from counts in Naturals.Three()
        from times in Durations.Two()
        from isolation in Gen.Elements(Enum.GetValues<Configuration.Isolation>())
        select new RolloutsSection(Math.Min(counts.Item1, 1024), Math.Min(counts.Item2, 1024), times.Item1, counts.Item3, isolation, times.Item2);

    /// <summary>The preset with one to all of its keys drawn anew, within what each takes.</summary>
    private static Gen<AlgorithmConfig> Values(Algorithm algorithm, AlgorithmConfig preset, bool hasChoices)
    {
        var keys = AlgorithmKeys.Properties.Where(key => AlgorithmKeys.IsKeyOf(key, algorithm.ConfigType, hasChoices)).ToArray();
        var values = keys.Select(Value).ToArray();
        return (
            from drawn in Gen.CollectToArray(values)
            from changed in Gen.Elements(false, true).ArrayOf(keys.Length)
            select keys.Zip(drawn).Where((_, i) => changed[i]).Aggregate(preset with { }, (config, change) => With(config, change.First, change.Second)))
            .Where(config => !algorithm.Refusals(config).Any() && config is not ValueConfig { OfflineShare: null, OfflineShareEnd: not null });
    }

    private static AlgorithmConfig With(AlgorithmConfig config, PropertyInfo key, object? value)
    {
        key.SetValue(config, value);
        return config;
    }

    private static Gen<object?> Value(PropertyInfo key)
    {
        var (range, type) = (key.GetCustomAttribute<ConfigKeyAttribute>()!, key.PropertyType);
        return type == typeof(float) ? Number(range.Range).Select(number => (object?)number)
            : type == typeof(float?) ? Gen.OneOf(Gen.Constant<object?>(null), Number(range.Range).Select(number => (object?)number))
            : type == typeof(int) ? Naturals.Select(number => (object?)Math.Clamp(number, range.Minimum, range.Maximum))
            : type == typeof(bool) ? Gen.Elements<object?>([false, true])
            : type == typeof(IReadOnlyList<int>) ? Naturals.ArrayOf().Where(sizes => sizes.Length > 0).Select(sizes => (object?)sizes)
            : Gen.Elements(Enum.GetValues(type).Cast<object?>().ToArray());
    }

    private static Gen<float> Number(NumberRange range) => range switch
    {
        NumberRange.Positive => Finite.Where(number => number > 0),
        NumberRange.NotNegative => Finite.Where(number => number >= 0),
        NumberRange.Share => Gen.OneOf(Shares.Select(share => (float)share).Where(share => share > 0)),
        NumberRange.Proportion => Shares.Select(share => (float)share),
        NumberRange.Discount => Shares.Select(share => (float)share).Where(share => share < 1),
        NumberRange.Inside => Shares.Select(share => (float)share).Where(share => share is > 0 and < 1),
        _ => Finite,
    };

    private static FaultRates Faults(double[] shares, Configuration.Isolation isolation)
    {
        var crash = isolation == Configuration.Isolation.Process ? shares[3] / 4 : 0;
        return new FaultRates(shares[0] / 4, shares[1] / 4, shares[2] / 4, crash, shares[4]);
    }
}
