using System.Text.Json.Nodes;
using Ora.Core.Messages;

namespace Ora.Mcp.Tools;

/// <summary>
/// Writes the JSON Schemas of the tools, with the few keywords that <see cref="Core.Schemas.JsonSchema"/> enforces. Limits and the
/// names of enums come from where they are defined, so that what is published is what is checked.
/// </summary>
internal static class Schema
{
    /// <summary>The arguments of a tool: nothing else is taken.</summary>
    public static JsonObject Arguments(IEnumerable<string> required, params ReadOnlySpan<(string Name, JsonObject Schema)> properties)
    {
        var schema = Result(required, properties);
        schema["additionalProperties"] = false;
        return schema;
    }

    /// <summary>A result. Clients ignore what they do not know, so a later version may add to it.</summary>
    public static JsonObject Result(IEnumerable<string> required, params ReadOnlySpan<(string Name, JsonObject Schema)> properties)
    {
        var schema = new JsonObject { ["type"] = "object" };
        var members = new JsonObject();
        foreach (var (name, property) in properties) members[name] = property;
        schema["properties"] = members;
        var names = new JsonArray();
        foreach (var name in required) names.Add((JsonNode)name);
        if (names.Count > 0) schema["required"] = names;
        return schema;
    }

    /// <summary>An object inside a result.</summary>
    public static JsonObject Part(params ReadOnlySpan<(string Name, JsonObject Schema)> properties) => Result([], properties);

    /// <summary>Text of a result.</summary>
    public static JsonObject Text() => new() { ["type"] = "string" };

    /// <summary>Text of <paramref name="minimum"/> to <paramref name="maximum"/> characters.</summary>
    public static JsonObject Text(int minimum, int maximum, string? description = null)
    {
        var schema = Text();
        if (minimum > 0) schema["minLength"] = minimum;
        schema["maxLength"] = maximum;
        return Described(schema, description);
    }

    /// <summary>One of the wire names of an enum, but not those that are <paramref name="except"/>ed.</summary>
    public static JsonObject OneOf<T>(string? description = null, params ReadOnlySpan<T> except)
        where T : struct, Enum
    {
        var names = new JsonArray();
        foreach (var name in WireEnum.Names<T>())
        {
            if (!except.Contains(WireEnum.Parse<T>(name))) names.Add((JsonNode)name);
        }

        return Described(new JsonObject { ["type"] = "string", ["enum"] = names }, description);
    }

    /// <summary>A time.</summary>
    public static JsonObject Time(string? description = null) =>
        Described(new JsonObject { ["type"] = "string", ["format"] = "date-time", ["maxLength"] = ToolLimits.TimestampLength }, description);

    /// <summary>A whole number of a result.</summary>
    public static JsonObject Number() => new() { ["type"] = "integer" };

    /// <summary>A whole number in a range.</summary>
    public static JsonObject Number(int minimum, int maximum, string? description = null) =>
        Described(new JsonObject { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum }, description);

    /// <summary>A number of a result that need not be whole.</summary>
    public static JsonObject Fraction() => new() { ["type"] = "number" };

    /// <summary>True or false.</summary>
    public static JsonObject Flag() => new() { ["type"] = "boolean" };

    /// <summary>Anything.</summary>
    public static JsonObject Anything(string? description = null) => Described([], description);

    /// <summary>A list of a result.</summary>
    public static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    /// <summary>A list of at most <paramref name="maximum"/> entries.</summary>
    public static JsonObject List(JsonObject item, int maximum, string? description = null) =>
        Described(new JsonObject { ["type"] = "array", ["maxItems"] = maximum, ["items"] = item }, description);

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null) schema["description"] = description;
        return schema;
    }
}
