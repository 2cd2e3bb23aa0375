using System.Text.Json.Nodes;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>Reads a JSON object strictly: known names in their exact case, and the documented types.</summary>
internal sealed class StandInBody
{
    private readonly JsonObject _body;
    private readonly ErrorShape _shape;

    public StandInBody(JsonNode? body, ErrorShape shape, params string[] known)
    {
        _shape = shape;
        _body = body as JsonObject ?? throw Refused("the body is no object");
        if (_body.Select(field => field.Key).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw Refused($"unknown field {unknown}");
    }

    public bool Has(string name) => _body.ContainsKey(name);

    public string Text(string name) =>
        _body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Refused($"{name} must be a string");

    public int Integer(string name, int minimum, int maximum)
    {
        if (_body[name] is not JsonValue value || !value.TryGetValue<int>(out var number)) throw Refused($"{name} must be an integer");
        return number >= minimum && number <= maximum ? number : throw Refused($"{name} must be from {minimum} to {maximum}");
    }

    public bool Flag(string name) => _body.ContainsKey(name)
        && (_body[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Refused($"{name} must be a boolean"));

    public JsonArray List(string name, int minimum, int maximum)
    {
        if (_body[name] is not JsonArray list) throw Refused($"{name} must be a list");
        return list.Count >= minimum && list.Count <= maximum ? list : throw Refused($"{name} must have from {minimum} to {maximum} entries");
    }

    public StandInBody Object(string name, params string[] known) => new(_body[name], _shape, known);

    public JsonObject? ObjectOrNull(string name) => !_body.ContainsKey(name) ? null : _body[name] as JsonObject ?? throw Refused($"{name} must be an object");

    public float[] Floats(string name, int dimension)
    {
        var list = _body[name] as JsonArray ?? throw Refused($"{name} must be a list");
        var values = list.Select(item => item is JsonValue value && value.TryGetValue<float>(out var number) ? number : throw Refused($"{name} must hold numbers")).ToArray();
        if (values.Length != dimension) throw Refused($"Vector dimension {values.Length} does not match the dimension of the index {dimension}");
        return values.Any(value => value != 0) ? values : throw Refused("Dense vectors must contain at least one non-zero value");
    }

    private StandInRefusalException Refused(string message) => new(400, message, _shape);
}
