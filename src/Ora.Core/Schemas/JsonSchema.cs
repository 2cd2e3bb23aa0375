using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ora.Core.Schemas;

/// <summary>Why a JSON value does not fit its schema.</summary>
/// <param name="Path">The field, dotted from the root (<c>task.paths[2]</c>); empty for the value itself.</param>
/// <param name="Code">A word for programs: <c>missing_field</c>, <c>unknown_field</c>, <c>wrong_type</c>, <c>too_long</c>, <c>invalid_value</c>.</param>
/// <param name="Problem">What is wrong, to be read after the field's name: "is missing", "must be a string, not a number".</param>
public sealed record SchemaViolation(string Path, string Code, string Problem)
{
    /// <summary>Field and problem as one phrase without a full stop.</summary>
    public override string ToString() => Path.Length == 0 ? $"The value {Problem}" : $"{Path} {Problem}";
}

/// <summary>
/// A JSON Schema that checks message files and tool arguments. No validator that restores here runs under Native AOT without
/// reflection, so this reads the few keywords that Ora's own schemas use and refuses, when it is made, a schema with any other: a
/// rule can never be written and silently not be enforced. The tests hold it against a full validator.
/// </summary>
public sealed class JsonSchema
{
    private readonly string[] _types;
    private readonly (string Name, JsonSchema Schema)[] _properties;
    private readonly string[] _required;
    private readonly bool _closed;
    private readonly JsonSchema? _items;
    private readonly string[]? _allowed;
    private readonly int _lengthMin;
    private readonly int _lengthMax;
    private readonly int _itemsMin;
    private readonly int _itemsMax;
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly string? _patternText;
    private readonly Regex? _pattern;
    private readonly bool _isTimestamp;

    private JsonSchema(JsonElement json)
    {
        RefuseUnknownKeywords(json);
        _types = json.TryGetProperty("type", out var type)
            ? type.ValueKind == JsonValueKind.Array ? Strings(type) : [type.GetString()!]
            : [];
        _properties = json.TryGetProperty("properties", out var properties)
            ? [.. properties.EnumerateObject().Select(p => (p.Name, new JsonSchema(p.Value)))]
            : [];
        _required = json.TryGetProperty("required", out var required) ? Strings(required) : [];
        _closed = json.TryGetProperty("additionalProperties", out var additional) && !additional.GetBoolean();
        _items = json.TryGetProperty("items", out var items) ? new JsonSchema(items) : null;
        _allowed = json.TryGetProperty("enum", out var allowed) ? Strings(allowed)
            : json.TryGetProperty("const", out var constant) ? [constant.GetString()!]
            : null;
        _lengthMin = Int(json, "minLength", 0);
        _lengthMax = Int(json, "maxLength", int.MaxValue);
        _itemsMin = Int(json, "minItems", 0);
        _itemsMax = Int(json, "maxItems", int.MaxValue);
        _minimum = json.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : double.NegativeInfinity;
        _maximum = json.TryGetProperty("maximum", out var maximum) ? maximum.GetDouble() : double.PositiveInfinity;
        _patternText = json.TryGetProperty("pattern", out var patternText) ? patternText.GetString() : null;
        _pattern = _patternText is null ? null : new Regex(Anchored(_patternText), RegexOptions.CultureInvariant);
        _isTimestamp = json.TryGetProperty("format", out var format) && format.GetString() == "date-time";
    }

    /// <summary>Reads a schema, UTF-8.</summary>
    /// <exception cref="NotSupportedException">It uses a keyword that is not enforced here.</exception>
    public static JsonSchema Parse(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json);
        return new JsonSchema(document.RootElement);
    }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="NotSupportedException">It uses a keyword that is not enforced here.</exception>
    public static JsonSchema Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new JsonSchema(document.RootElement);
    }

    /// <summary>The names of the top-level properties, in the schema's order.</summary>
    public IEnumerable<string> PropertyNames => _properties.Select(p => p.Name);

    /// <summary>The first thing wrong with a value, or null when it fits.</summary>
    public SchemaViolation? Check(JsonElement value) => Check(value, "");

    private SchemaViolation? Check(JsonElement value, string path)
    {
        if (_types.Length > 0 && !_types.Any(t => Fits(value, t)))
            return new SchemaViolation(path, "wrong_type", $"must be {string.Join(" or ", _types.Select(Article))}, not {Kind(value)}");
        return value.ValueKind switch
        {
            JsonValueKind.String => TryText(value) is { } text
                ? CheckString(text, path)
                : new SchemaViolation(path, "invalid_value", "holds text that is not valid Unicode"),
            JsonValueKind.Number => CheckNumber(value.GetDouble(), path),
            JsonValueKind.Array => CheckArray(value, path),
            JsonValueKind.Object => CheckObject(value, path),
            _ => null,
        };
    }

    private SchemaViolation? CheckString(string text, string path)
    {
        if (_allowed is not null && !_allowed.Contains(text, StringComparer.Ordinal))
            return new SchemaViolation(path, "invalid_value", $"must be one of: {string.Join(", ", _allowed)}");
        if (text.Length < _lengthMin)
            return new SchemaViolation(path, "invalid_value", _lengthMin == 1 ? "must not be empty" : $"must have at least {_lengthMin} characters");
        if (text.Length > _lengthMax)
            return new SchemaViolation(path, "too_long", $"has {text.Length} characters; the limit is {_lengthMax}");
        if (_pattern is not null && !_pattern.IsMatch(text))
            return new SchemaViolation(path, "invalid_value", $"must match {_patternText}");
        if (_isTimestamp && !IsTimestamp(text))
            return new SchemaViolation(path, "invalid_value", "must be a time such as 2026-01-31T09:30:00Z");
        return null;
    }

    private SchemaViolation? CheckNumber(double number, string path)
    {
        if (number >= _minimum && number <= _maximum) return null;
        var range = double.IsPositiveInfinity(_maximum) ? $"at least {Text(_minimum)}"
            : double.IsNegativeInfinity(_minimum) ? $"at most {Text(_maximum)}"
            : $"from {Text(_minimum)} to {Text(_maximum)}";
        return new SchemaViolation(path, "invalid_value", $"must be {range}");
    }

    private SchemaViolation? CheckArray(JsonElement array, string path)
    {
        var count = array.GetArrayLength();
        if (count > _itemsMax) return new SchemaViolation(path, "too_long", $"has {count} entries; the limit is {_itemsMax}");
        if (count < _itemsMin) return new SchemaViolation(path, "invalid_value", $"needs at least {_itemsMin} entries");
        if (_items is null) return null;
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (_items.Check(item, $"{path}[{index++}]") is { } violation) return violation;
        }

        return null;
    }

    private SchemaViolation? CheckObject(JsonElement value, string path)
    {
        foreach (var name in _required)
        {
            if (!value.TryGetProperty(name, out _)) return new SchemaViolation(Join(path, name), "missing_field", "is missing");
        }

        if (_closed)
        {
            foreach (var property in value.EnumerateObject())
            {
                if (!_properties.Any(p => p.Name == property.Name))
                    return new SchemaViolation(Join(path, Shown(property.Name)), "unknown_field", $"is not known; known are: {string.Join(", ", PropertyNames)}");
            }
        }

        foreach (var (name, schema) in _properties)
        {
            if (value.TryGetProperty(name, out var child) && schema.Check(child, Join(path, name)) is { } violation) return violation;
        }

        return null;
    }

    private static bool Fits(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => false,
    };

    private static string Article(string type) => type switch
    {
        "object" => "an object",
        "array" => "an array",
        "integer" => "a whole number",
        "null" => "null",
        _ => $"a {type}",
    };

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static bool IsTimestamp(string text) =>
        text.Length >= 20 && text[10] is 'T' or 't'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    // An escape for half of a surrogate pair parses, and throws only when it is read as text.
    private static string? TryText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // In .NET "$" also matches before a final line feed; in JSON Schema it does not.
    private static string Anchored(string pattern) => pattern.EndsWith('$') ? string.Concat(pattern.AsSpan(0, pattern.Length - 1), "\\z") : pattern;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(string name) => name.Length > 60 ? string.Concat(name.AsSpan(0, 60), "…") : name;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Int(JsonElement json, string name, int fallback) =>
        json.TryGetProperty(name, out var value) ? value.GetInt32() : fallback;

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];

    private static void RefuseUnknownKeywords(JsonElement json)
    {
        foreach (var keyword in json.EnumerateObject())
        {
            if (keyword.Name is not ("$schema" or "$id" or "title" or "description" or "default" or "type" or "properties" or "required"
                or "additionalProperties" or "items" or "enum" or "const" or "minLength" or "maxLength" or "minItems" or "maxItems"
                or "minimum" or "maximum" or "pattern" or "format"))
            {
                throw new NotSupportedException($"The schema keyword \"{keyword.Name}\" is not enforced by Ora.");
            }
        }
    }
}
