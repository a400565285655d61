using Akka.Configuration;

namespace Standins.Akka.Tests.Configuration;

public class HoconSyntaxTests
{
    [Fact]
    public void Braces_dotted_keys_and_both_assignment_signs_address_the_same_tree()
    {
        var config = ConfigurationFactory.ParseString("""
            # a comment
            a { b = 1, c: two } // another
            a.d.e = three four
            "quoted key".x = 5
            a : { f = 6 }
            """);

        Assert.Equal(1, config.GetInt("a.b"));
        Assert.Equal("two", config.GetString("a.c"));
        Assert.Equal("three four", config.GetString("a.d.e"));
        Assert.Equal(5, config.GetInt("\"quoted key\".x"));
        Assert.Equal(6, config.GetInt("a.f"));
    }

    [Fact]
    public void Json_is_hocon()
    {
        var config = ConfigurationFactory.ParseString("{\"a\": {\"b\": [1, 2, 3]}, \"c\": true, \"d\": \"x\\n\\u0041\", \"e\": null}");

        Assert.Equal([1, 2, 3], config.GetIntList("a.b"));
        Assert.True(config.GetBoolean("c"));
        Assert.Equal("x\nA", config.GetString("d"));
        Assert.Null(config.GetString("e", "default"));
    }

    [Fact]
    public void Quoted_texts_keep_reserved_characters_and_triple_quotes_keep_lines()
    {
        var config = ConfigurationFactory.ParseString("a = \"x = {y} # no comment\"\nb = \"\"\"line 1\nline \"2\" \\n\"\"\"\nc = \"\"");

        Assert.Equal("x = {y} # no comment", config.GetString("a"));
        Assert.Equal("line 1\nline \"2\" \\n", config.GetString("b"));
        Assert.Equal("", config.GetString("c"));
    }

    [Fact]
    public void Later_values_win_and_objects_merge()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1, y = 1 }\na { y = 2, z = 3 }\nb = 1\nb = 2\nc { x = 1 }\nc = 5");

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
        Assert.Equal(3, config.GetInt("a.z"));
        Assert.Equal(2, config.GetInt("b"));
        Assert.Equal(5, config.GetInt("c"));
        Assert.False(config.HasPath("c.x"));
    }

    [Fact]
    public void Lists_may_span_lines_with_or_without_commas_and_grow_with_plus_equals()
    {
        var config = ConfigurationFactory.ParseString("a = [\n  1 # one\n  2,\n  3,\n]\na += 4\nb += x\nc = [1] [2]\nd = ${c} [3]\ne = [{n = 1}, {n = 2}]");

        Assert.Equal([1, 2, 3, 4], config.GetIntList("a"));
        Assert.Equal(["x"], config.GetStringList("b"));
        Assert.Equal([1, 2, 3], config.GetIntList("d"));
        Assert.Equal([1, 2], config.GetValue("e")!.GetArray().Select(v => v.GetObject()!.GetKey("n")!.GetInt()));
    }

    [Fact]
    public void Substitutions_see_the_final_value_wherever_it_is_defined()
    {
        var config = ConfigurationFactory.ParseString("dir = ${home}/runs/${name}\nhome = /old\nhome = /data\nname = x");

        Assert.Equal("/data/runs/x", config.GetString("dir"));
    }

    [Fact]
    public void An_object_may_extend_another_by_substitution()
    {
        var config = ConfigurationFactory.ParseString("base { x = 1, y = 1, deep { u = 1 } }\nchild = ${base} { y = 2, deep { v = 3 } }\nchild.z = ${child.y}");

        Assert.Equal(1, config.GetInt("child.x"));
        Assert.Equal(2, config.GetInt("child.y"));
        Assert.Equal(2, config.GetInt("child.z"));
        Assert.Equal(1, config.GetInt("child.deep.u"));
        Assert.Equal(3, config.GetInt("child.deep.v"));
        Assert.Equal(1, config.GetInt("base.y"));
        Assert.False(config.HasPath("base.deep.v"));
    }

    [Fact]
    public void A_key_may_build_on_its_own_earlier_value()
    {
        var config = ConfigurationFactory.ParseString("path = a\npath = ${path}/b\nlist = [1]\nlist = ${list} [2]");

        Assert.Equal("a/b", config.GetString("path"));
        Assert.Equal([1, 2], config.GetIntList("list"));
    }

    [Fact]
    public void An_optional_substitution_without_target_leaves_no_key()
    {
        var config = ConfigurationFactory.ParseString("a = ${?nowhere}\nb = x${?nowhere}y\nc = ${?d}\nd = 1");

        Assert.False(config.HasPath("a"));
        Assert.DoesNotContain(config.AsEnumerable(), item => item.Key == "a");
        Assert.Equal("xy", config.GetString("b"));
        Assert.Equal(1, config.GetInt("c"));
    }

    [Fact]
    public void An_include_is_merged_in_place_and_its_substitutions_see_the_including_text()
    {
        var files = new Dictionary<string, string> { ["base.conf"] = "seed = 1\nname = run-${seed}\nlearner { rate = 0.1, twice = ${learner.rate} }" };
        var config = ConfigurationFactory.ParseString(
            "include \"base.conf\"\nseed = 7\nlearner.rate = 0.3",
            name => global::Akka.Configuration.Hocon.Parser.Parse(files[name], null));

        Assert.Equal(7, config.GetInt("seed"));
        Assert.Equal("run-7", config.GetString("name"));
        Assert.Equal(0.3, config.GetDouble("learner.twice"));
    }

    [Fact]
    public void An_include_inside_an_object_resolves_its_substitutions_there()
    {
        var config = ConfigurationFactory.ParseString(
            "outer { include \"x\" }\nouter.a = 2",
            _ => global::Akka.Configuration.Hocon.Parser.Parse("a = 1\nb = ${a}", null));

        Assert.Equal(2, config.GetInt("outer.b"));
    }

    [Theory]
    [InlineData("a = 1\nb = {\n c = 2\n", "line 2", "'}'")]
    [InlineData("a = [1, 2\n", "line 1", "']'")]
    [InlineData("a = 1\nb = \"open\nc = 2", "line 2", "closing quote")]
    [InlineData("a = \"\"\"open", "line 1", "triple quotes")]
    [InlineData("x = 1\na 5", "line 2", "'a'")]
    [InlineData("x = 1\na =\nb = 2", "line 2", "'a' has no value")]
    [InlineData("a = ${b}", "line 1", "'b'")]
    [InlineData("a = 1\nx = ${y}\ny = ${x}", "depends on itself", "${")]
    [InlineData("a = ${a}", "line 1", "earlier value")]
    [InlineData("a = x:y", "line 1", "quotes")]
    [InlineData("a = 1 }", "line 1", "}")]
    [InlineData("a = \"\\q\"", "line 1", "escape")]
    [InlineData("include \"x\"", "line 1", "include")]
    [InlineData("a = 1\na += 2", "line 2", "'a'")]
    [InlineData("a = x {b = 1}", "line 1", "mixes")]
    [InlineData("a..b = 1", "line 1", "key")]
    public void A_malformed_text_is_refused_with_its_line_and_reason(string text, string where, string what)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(text));

        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }
}
