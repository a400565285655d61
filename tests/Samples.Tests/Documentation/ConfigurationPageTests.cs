namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>docs/configuration.md holds what hocon/reference.conf says.</summary>
public class ConfigurationPageTests
{
    private const string PagePath = "docs/configuration.md";
    private const string Begin = "<!-- made from hocon/reference.conf; CONTRIBUTING.md says how -->\n";

    [Fact]
    public void The_page_is_what_the_reference_says()
    {
        var page = File.ReadAllText(Repository.In(PagePath));
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.True(start > Begin.Length, $"{PagePath} lacks the line after which its tables stand");
        var made = page[..start] + ConfigurationTable.Of(File.ReadAllText(Repository.In("hocon/reference.conf")));
        if (Repository.WritesPages)
        {
            File.WriteAllText(Repository.In(PagePath), made);
        }
        else
        {
            Assert.True(page == made, $"{PagePath} is not what hocon/reference.conf says: run this test with {Repository.WritePages} to make it anew");
        }
    }

    [Fact]
    public void A_section_is_a_heading_and_a_comment_the_meaning_of_the_key_below_it()
    {
        const string Reference =
            """
            # Of the file.

            online {
              # How many steps; 0 skips
              # the phase.
              steps = 200000

              # Of those below.

              # One | the other.
              kind = a

              late {
                # When.
                after = 3
              }
            }
            """;
        Assert.Equal(
            """

            ## online

            | key | default | meaning |
            |---|---|---|
            | `online.steps` | `200000` | How many steps; 0 skips the phase. |

            Of those below.

            | key | default | meaning |
            |---|---|---|
            | `online.kind` | `a` | One \| the other. |

            ## online.late

            | key | default | meaning |
            |---|---|---|
            | `online.late.after` | `3` | When. |

            """,
            ConfigurationTable.Of(Reference));
    }

    [Theory]
    [InlineData("online {\n  steps = 1\n}", "the key 'steps' of reference.conf has no comment")]
    [InlineData("}", "'}' is neither a comment, a key nor a section of reference.conf")]
    [InlineData("include other", "'include other' is neither a comment, a key nor a section of reference.conf")]
    public void A_key_without_a_meaning_is_refused(string reference, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => ConfigurationTable.Of(reference)).Message);
}
