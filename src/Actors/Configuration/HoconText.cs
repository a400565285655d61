using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>Texts in HOCON, read by Akka's parser once it has been made sure that it can be asked: see <see cref="HoconSyntax"/>.</summary>
internal static class HoconText
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="include">Gives what it includes; null where it may include nothing.</param>
    /// <param name="refusal">Makes a sentence of what is wrong, a clause, and of its cause.</param>
    /// <exception cref="RunConfigException">Something is wrong with it.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? include, Func<string, Exception?, RunConfigException> refusal)
    {
        if (HoconSyntax.Problem(text) is { } problem)
        {
            throw refusal(problem, null);
        }

        try
        {
            return SubstitutionCycle.Find(text) is { } path ? throw refusal($"'{path}' is made of itself", null) : Parser.Parse(text, include);
        }
        catch (RunConfigException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw refusal(e.Message, e); // the parser's exceptions are of several types, some of them not public
        }
    }

    /// <summary>The values by path, sections left out.</summary>
    public static Dictionary<string, HoconValue> Flatten(HoconValue root)
    {
        var flat = new Dictionary<string, HoconValue>();
        Descend(root, string.Empty);
        return flat;

        void Descend(HoconValue value, string path)
        {
            if (value.GetObject() is { } section)
            {
                foreach (var (name, inner) in section.Items)
                {
                    Descend(inner, path.Length == 0 ? name : $"{path}.{name}");
                }
            }
            else if (path.Length > 0)
            {
                flat[path] = value;
            }
        }
    }
}
