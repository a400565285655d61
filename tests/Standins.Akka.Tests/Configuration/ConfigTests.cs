using Akka.Configuration;

namespace Standins.Akka.Tests.Configuration;

public class ConfigTests
{
    [Theory]
    [InlineData("250 ms", 250)]
    [InlineData("250", 250)]
    [InlineData("1.5s", 1_500)]
    [InlineData("10 seconds", 10_000)]
    [InlineData("2m", 120_000)]
    [InlineData("3 h", 10_800_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("500us", 0.5)]
    public void Durations_have_units(string text, double milliseconds) =>
        Assert.Equal(milliseconds, ConfigurationFactory.ParseString($"a = {text}").GetTimeSpan("a").TotalMilliseconds);

    [Fact]
    public void Infinite_is_a_duration_only_where_it_is_allowed()
    {
        var config = ConfigurationFactory.ParseString("a = infinite");

        Assert.Equal(Timeout.InfiniteTimeSpan, config.GetTimeSpan("a"));
        var error = Assert.Throws<FormatException>(() => config.GetTimeSpan("a", allowInfinite: false));
        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("10 b", 10)]
    [InlineData("1kB", 1_000)]
    [InlineData("1 KiB", 1_024)]
    [InlineData("64k", 65_536)]
    [InlineData("10 MB", 10_000_000)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("2 GiB", 2_147_483_648)]
    public void Sizes_have_binary_and_decimal_units(string text, long bytes) =>
        Assert.Equal(bytes, ConfigurationFactory.ParseString($"a = {text}").GetByteSize("a", null));

    [Fact]
    public void A_missing_path_gives_the_default()
    {
        var config = ConfigurationFactory.ParseString("a.b = 1");

        Assert.False(config.HasPath("a.c"));
        Assert.False(config.HasPath("a.b.c"));
        Assert.Equal(7, config.GetInt("a.c", 7));
        Assert.Equal("x", config.GetString("z.y", "x"));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("z", TimeSpan.FromSeconds(3)));
        Assert.Empty(config.GetStringList("z"));
        Assert.True(config.GetConfig("z").IsNullOrEmpty());
    }

    [Theory]
    [InlineData("int")]
    [InlineData("double")]
    [InlineData("boolean")]
    [InlineData("duration")]
    [InlineData("size")]
    [InlineData("list")]
    public void A_malformed_value_is_refused_with_its_path_line_and_text(string type)
    {
        var config = ConfigurationFactory.ParseString("x = 1\na.b = many");
        Action read = type switch
        {
            "int" => () => config.GetInt("a.b"),
            "double" => () => config.GetDouble("a.b"),
            "boolean" => () => config.GetBoolean("a.b"),
            "duration" => () => config.GetTimeSpan("a.b"),
            "size" => () => config.GetByteSize("a.b", null),
            _ => () => config.GetIntList("a.b"),
        };

        var error = Assert.Throws<FormatException>(read);
        Assert.Contains("'a.b' (line 2)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'many'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_number_is_never_rounded()
    {
        var config = ConfigurationFactory.ParseString("a = 1.5, b = 99999999999");

        Assert.Throws<FormatException>(() => config.GetInt("a"));
        Assert.Throws<FormatException>(() => config.GetInt("b"));
        Assert.Equal(99999999999L, config.GetLong("b"));
    }

    [Fact]
    public void Fallbacks_answer_in_order_and_merge_below_a_section()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1 }")
            .WithFallback(ConfigurationFactory.ParseString("a { x = 2, y = 2 }"))
            .WithFallback("a { x = 3, y = 3, z = 3 }\nb = 3");

        Assert.Equal([1, 2, 3, 3], new[] { config.GetInt("a.x"), config.GetInt("a.y"), config.GetInt("a.z"), config.GetInt("b") });
        var section = config.GetConfig("a");
        Assert.Equal([1, 2, 3], new[] { section.GetInt("x"), section.GetInt("y"), section.GetInt("z") });
    }

    [Fact]
    public void All_leaf_keys_can_be_walked_through_fallbacks()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1, l = [1, 2] }\n\"q.r\" = 1")
            .WithFallback("a { x = 2, deep.y = 2 }\nb = 3");

        Assert.Equal(["\"q.r\"", "a.deep.y", "a.l", "a.x", "b"], Leaves(config, "").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_printed_configuration_reads_back_to_the_same_values()
    {
        var config = ConfigurationFactory.ParseString("a { x = \"1 = {2}\", l = [1, \"b c\"] }\nn = null\n\"q.r\" = ${a.x}")
            .WithFallback("a { y = 2, x = 9 }");
        var again = ConfigurationFactory.ParseString(config.ToString(includeFallback: true));

        Assert.Equal("1 = {2}", again.GetString("a.x"));
        Assert.Equal(2, again.GetInt("a.y"));
        Assert.Equal(["1", "b c"], again.GetStringList("a.l"));
        Assert.Equal("1 = {2}", again.GetString("\"q.r\""));
        Assert.Null(again.GetString("n", "default"));
        Assert.Equal(config.ToString(true), again.ToString(true));
    }

    [Fact]
    public void Objects_become_configurations()
    {
        var config = ConfigurationFactory.FromObject(new { a = new { b = 1, c = "x \"y\"" }, d = new[] { 1, 2 } });

        Assert.Equal(1, config.GetInt("a.b"));
        Assert.Equal("x \"y\"", config.GetString("a.c"));
        Assert.Equal([1, 2], config.GetIntList("d"));
    }

    [Fact]
    public void An_empty_text_is_an_empty_configuration()
    {
        Assert.True(ConfigurationFactory.ParseString(" # nothing\n").IsEmpty);
        Assert.True(Config.Empty.IsEmpty);
        Assert.False(ConfigurationFactory.Default().IsEmpty);
    }

    private static IEnumerable<string> Leaves(Config config, string path) => config.AsEnumerable().SelectMany(item =>
    {
        var key = path + (item.Key.Contains('.', StringComparison.Ordinal) ? $"\"{item.Key}\"" : item.Key);
        return item.Value.IsObject() ? Leaves(config.GetConfig(item.Key), key + ".") : [key];
    });
}
