namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON text into a tree and resolves its substitutions.</summary>
public class Parser
{
    private readonly List<HoconSubstitution> _substitutions = [];
    private HoconReader _reader = new(string.Empty);
    private Func<string, HoconRoot>? _include;

    /// <param name="text">HOCON or JSON.</param>
    /// <param name="includeCallback">Yields the root for <c>include "name"</c>; null if the text must not include.</param>
    /// <returns>The tree with all substitutions resolved.</returns>
    /// <exception cref="ConfigurationException">The text is malformed; the message names the line.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Parser { _reader = new HoconReader(text), _include = includeCallback }.ParseRoot();
    }

    private HoconRoot ParseRoot()
    {
        var top = new HoconObject();
        _reader.SkipSpace();
        if (_reader.TrySkip("{"))
        {
            ParseMembers(top, string.Empty, '}');
            _reader.SkipSpace();
            if (!_reader.AtEnd)
                throw _reader.Error($"unexpected '{_reader.Current}' after the end of the configuration");
        }
        else
        {
            ParseMembers(top, string.Empty, null);
        }

        SubstitutionResolver.Resolve(top, _substitutions);
        return new HoconRoot(HoconValue.Of(top), _substitutions);
    }

    private void ParseMembers(HoconObject owner, string path, char? end)
    {
        var startLine = _reader.Line;
        while (true)
        {
            _reader.SkipSpace();
            while (_reader.TrySkip(","))
                _reader.SkipSpace();
            if (_reader.AtEnd)
            {
                if (end is not null)
                    throw _reader.Error("the object that starts here has no closing '}'", startLine);
                return;
            }

            if (_reader.Current == end)
            {
                _reader.Skip();
                return;
            }

            ParseMember(owner, path);
        }
    }

    private void ParseMember(HoconObject owner, string path)
    {
        var line = _reader.Line;
        var segments = ReadKey(out var quoted);
        _reader.ReadBlanks();
        if (segments is ["include"] && !quoted && _reader.Current == '"')
        {
            Include(owner, path);
            return;
        }

        var value = HoconValue.Of(owner);
        foreach (var segment in segments)
        {
            value = Descend(value, segment);
            path = ConfigPath.Join(path, segment);
        }

        value.Line = line;
        var append = _reader.TrySkip("+=");
        if (append || _reader.TrySkip("=") || _reader.TrySkip(":"))
            SkipToValue(path);
        else if (_reader.Current != '{')
            throw _reader.Error($"expected '=', ':' or '{{' after the key '{path}'");

        var elements = ReadElements(value, path);
        if (append)
            AppendToArray(value, elements, path);
        else
            Assign(value, elements);
        ExpectEndOfMember(path);
    }

    private static HoconValue Descend(HoconValue value, string segment)
    {
        if (value.Values.OfType<HoconObject>().LastOrDefault() is not { } nested)
        {
            nested = new HoconObject();
            // A key below a substitution refines what it will stand for; below a text or list it replaces it.
            if (!value.Values.All(e => e is IMightBeAHoconObject))
                value.Clear();
            value.AppendValue(nested);
        }

        return nested.GetOrCreateKey(segment);
    }

    private List<string> ReadKey(out bool quoted)
    {
        var segments = new List<string>();
        quoted = false;
        do
        {
            if (_reader.Current == '"')
            {
                quoted = true;
                segments.Add(_reader.ReadQuoted());
                continue;
            }

            var segment = _reader.ReadUnquoted(".");
            if (segment.Length == 0)
            {
                throw _reader.Error(_reader.AtLineEnd
                    ? "the key path ends with '.'"
                    : $"expected a key, found '{_reader.Current}' (keys with special characters need quotes)");
            }

            segments.Add(segment);
        }
        while (_reader.TrySkip("."));
        return segments;
    }

    private void SkipToValue(string path)
    {
        var line = _reader.Line;
        _reader.ReadBlanks();
        // The value may start on a later line only where no other reading is possible.
        if (_reader.AtLineEnd || _reader.AtComment)
            _reader.SkipSpace();
        if (_reader.AtEnd || _reader.Current is '}' or ',' || (_reader.Line != line && _reader.Current is not ('{' or '[' or '"')))
            throw _reader.Error($"the key '{path}' has no value (write \"\" for an empty text)", line);
    }

    private void ExpectEndOfMember(string path)
    {
        _reader.ReadBlanks();
        if (!_reader.AtLineEnd && !_reader.AtComment && _reader.Current is not (',' or '}'))
            throw _reader.Error($"unexpected '{_reader.Current}' in the value of '{path}' (texts with special characters need quotes)");
    }

    private static void Assign(HoconValue value, List<IHoconElement> elements)
    {
        var isObject = elements.All(e => e is HoconObject);
        if (isObject && value.Values.Count > 0 && value.Values.All(e => e is IMightBeAHoconObject or HoconObject))
        {
            if (value.Values[^1] is HoconObject last)
                elements.ForEach(e => last.Merge((HoconObject)e));
            else
                value.Values.AddRange(elements);
            return;
        }

        value.Clear();
        value.Values.AddRange(elements);
    }

    private void AppendToArray(HoconValue value, List<IHoconElement> elements, string path)
    {
        var item = new HoconValue(elements, adoptedFromFallback: false) { Line = _reader.Line };
        if (!value.IsEmpty && !value.Values.All(e => e is HoconArray or HoconSubstitution))
            throw _reader.Error($"'+=' needs a list, but '{path}' already has another value");
        value.AppendValue(new HoconArray { item });
    }

    /// <summary>The concatenated elements of one value, on one line except inside brackets and braces.</summary>
    private List<IHoconElement> ReadElements(HoconValue previous, string path)
    {
        var elements = new List<IHoconElement>();
        var blanks = string.Empty;
        while (!_reader.AtLineEnd && !_reader.AtComment && _reader.Current is not (',' or '}' or ']'))
        {
            var element = ReadElement(previous, path);
            if (element is null)
                break;
            if (blanks.Length > 0 && elements.Count > 0)
                elements.Add(new HoconLiteral { Value = blanks, IsBlank = true });
            elements.Add(element);
            blanks = _reader.ReadBlanks();
        }

        if (elements is [HoconLiteral { Value: "null", IsQuoted: false } single])
            single.Value = null;
        if (elements.Exists(e => e is HoconObject or HoconArray))
            CheckConcatenation(elements, path);
        return elements;
    }

    private void CheckConcatenation(List<IHoconElement> elements, string path)
    {
        elements.RemoveAll(e => e is HoconLiteral { IsBlank: true });
        var objects = elements.Exists(e => e is HoconObject);
        if (elements.Exists(e => e is HoconLiteral) || (objects && elements.Exists(e => e is HoconArray)))
            throw _reader.Error($"the value of '{path}' mixes texts, lists or objects");
    }

    private IHoconElement? ReadElement(HoconValue previous, string path)
    {
        switch (_reader.Current)
        {
            case '{':
                _reader.Skip();
                var nested = new HoconObject();
                ParseMembers(nested, path, '}');
                return nested;
            case '[':
                return ReadArray(path);
            case '"':
                return new HoconLiteral { Value = _reader.ReadQuoted(), IsQuoted = true };
            case '$' when _reader.At("${"):
                return ReadSubstitution(previous, path);
            default:
                var text = _reader.ReadUnquoted();
                return text.Length == 0 ? null : new HoconLiteral { Value = text };
        }
    }

    private HoconArray ReadArray(string path)
    {
        var startLine = _reader.Line;
        var array = new HoconArray();
        _reader.Skip();
        while (true)
        {
            _reader.SkipSpace();
            while (_reader.TrySkip(","))
                _reader.SkipSpace();
            if (_reader.AtEnd)
                throw _reader.Error($"the list of '{path}' that starts here has no closing ']'", startLine);
            if (_reader.TrySkip("]"))
                return array;

            var item = new HoconValue { Line = _reader.Line };
            item.Values.AddRange(ReadElements(item, ConfigPath.Join(path, array.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            if (item.IsEmpty)
                throw _reader.Error($"unexpected '{_reader.Current}' in the list of '{path}' (texts with special characters need quotes)");
            array.Add(item);
        }
    }

    private HoconSubstitution ReadSubstitution(HoconValue previous, string path)
    {
        var line = _reader.Line;
        _reader.Skip(2);
        var target = _reader.ReadWhile(c => c is not ('}' or '\n')).Trim();
        if (!_reader.TrySkip("}") || target.TrimStart('?').Length == 0)
            throw _reader.Error("a substitution is written ${path} or ${?path}", line);

        var name = target.TrimStart('?');
        var toItself = string.Join('.', ConfigPath.Split(name).Select(ConfigPath.Quote)) == path;
        var substitution = new HoconSubstitution(target) { Line = line, IsSelfReference = toItself };
        if (toItself)
        {
            if (previous.IsEmpty && !substitution.IsOptional)
                throw _reader.Error($"${{{name}}} refers to itself, and '{name}' has no earlier value", line);
            if (!previous.IsEmpty)
                substitution.ResolvedValue = new HoconValue([.. previous.Values], adoptedFromFallback: false);
        }

        _substitutions.Add(substitution);
        return substitution;
    }

    private void Include(HoconObject owner, string path)
    {
        var line = _reader.Line;
        var name = _reader.ReadQuoted();
        if (_include is null)
            throw _reader.Error($"include \"{name}\" is not possible here, since this text is read without an include callback", line);
        var included = _include(name) ?? throw _reader.Error($"include \"{name}\" yielded nothing", line);
        foreach (var substitution in included.Substitutions)
        {
            substitution.IncludedAt = substitution.IncludedAt.Length == 0 || path.Length == 0
                ? path + substitution.IncludedAt
                : $"{path}.{substitution.IncludedAt}";
            _substitutions.Add(substitution);
        }

        owner.Merge(included.Value.GetObject() ?? throw _reader.Error($"include \"{name}\" is not an object", line));
        ExpectEndOfMember($"include \"{name}\"");
    }
}
