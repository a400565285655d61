using AwacAkka.Environments.Tests.Reference;

namespace AwacAkka.Environments.Tests;

/// <summary>
/// The compiled models, number by number and to six digits, against what the models of Gymnasium's environments compile to in the
/// same engine.
/// </summary>
public class CompiledModelTests
{
    public static TheoryData<string> Models => [.. ModelFacts.Names];

    public static TheoryData<string, string> Sections =>
        [.. from model in ModelFacts.Names from section in Tables(model) select (model, section)];

    private static IEnumerable<string> Tables(string name) => new ModelFacts(name).Sections.Except(["Options", "Start", "Limits"]);

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_part_equals_the_reference(string name, string section)
    {
        using var model = new CompiledModel(name);
        model.AssertTable(section, new ModelFacts(name).Section(section));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Options_start_and_limits_equal_the_reference(string name)
    {
        using var model = new CompiledModel(name);
        var facts = new ModelFacts(name);
        Assert.All(facts.Section("Options").Rows, row => model.AssertOption(row[0], row[1]));
        model.AssertStart(facts.Section("Start").Rows.Single()[0]);
        var limits = facts.Section("Limits").Rows.Single();
        model.AssertLimits(limits[0], limits[1]);
    }

    /// <summary>What the facts do not mention is as the engine has it by default in the reference.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Nothing_else_is_set(string name)
    {
        using var model = new CompiledModel(name);
        model.AssertSprings();
        model.AssertUniform("geom_priority", 0);
        model.AssertUniform("geom_gap", 0);
        model.AssertUniform("geom_solmix", 1);
        model.AssertUniform("body_mocapid", -1);
        Assert.All(model.Model.Bytes("actuator_forcelimited"), limited => Assert.Equal(0, limited));
        foreach (var absent in new[] { "eq_type", "hfield_nrow", "mesh_vertadr" })
        {
            Assert.Empty(model.Model.Integers(absent));
        }

        // Sites alone move nothing, and the facts of some models leave them out.
        Assert.All(model.Sections.Except(Tables(name)).Except(["Sites"]), section => model.AssertCount(section, 0));
        foreach (var unused in new[] { "tendon_stiffness", "tendon_damping", "tendon_frictionloss", "tendon_margin", "pair_gap" })
        {
            model.AssertUniform(unused, 0);
        }
    }

    [Fact]
    public void Every_model_is_compared() =>
        Assert.Equal(
            [
                "adroit_door", "adroit_hammer", "adroit_pen", "adroit_relocate",
                "ant", "ant_d4rl", "half_cheetah", "hopper", "inverted_pendulum", "point", "reacher", "walker2d", "walker2d_v5",
            ],
            ModelFacts.Names);
}
