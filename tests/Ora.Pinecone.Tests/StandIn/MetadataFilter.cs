using System.Text.Json.Nodes;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>Pinecone's filters on metadata: what is documented, and nothing else.</summary>
internal static class MetadataFilter
{
    /// <summary>Whether metadata passes a filter.</summary>
    public static bool Passes(JsonObject filter, JsonObject metadata)
    {
        if (filter.Count == 0) throw StandInRefusalException.Invalid("the filter is empty");
        return filter.All(clause => clause.Key switch
        {
            "$and" => Clauses(clause.Value).All(inner => Passes(inner, metadata)),
            "$or" => Clauses(clause.Value).Any(inner => Passes(inner, metadata)),
            ['$', ..] => throw StandInRefusalException.Invalid($"{clause.Key} cannot be at the top"),
            _ => FieldPasses(clause.Value, metadata[clause.Key]),
        });
    }

    private static IEnumerable<JsonObject> Clauses(JsonNode? node) =>
        node is JsonArray list ? list.Select(item => item as JsonObject ?? throw StandInRefusalException.Invalid("a clause is an object")) : throw StandInRefusalException.Invalid("$and takes a list");

    private static bool FieldPasses(JsonNode? condition, JsonNode? value)
    {
        if (condition is JsonArray) throw StandInRefusalException.Invalid("a list is no condition");
        if (condition is not JsonObject operators) return Equal(condition, value);
        return operators.All(one => one.Key switch
        {
            "$eq" => Equal(one.Value, value),
            "$ne" => !Equal(one.Value, value),
            "$gt" => Number(value) > RequiredNumber(one.Value),
            "$gte" => Number(value) >= RequiredNumber(one.Value),
            "$lt" => Number(value) < RequiredNumber(one.Value),
            "$lte" => Number(value) <= RequiredNumber(one.Value),
            "$in" => Values(one.Value).Any(item => Equal(item, value)),
            "$nin" => !Values(one.Value).Any(item => Equal(item, value)),
            "$exists" => value is not null == one.Value!.GetValue<bool>(),
            _ => throw StandInRefusalException.Invalid($"unknown operator {one.Key}"),
        });
    }

    private static JsonArray Values(JsonNode? node) =>
        node is JsonArray { Count: > 0 and <= 10_000 } list ? list : throw StandInRefusalException.Invalid("$in takes a list of 1 to 10000 values");

    private static bool Equal(JsonNode? wanted, JsonNode? value)
    {
        if (wanted is not JsonValue) throw StandInRefusalException.Invalid("a condition is a string, number or boolean");
        return value is JsonArray list ? list.Any(item => JsonNode.DeepEquals(item, wanted)) : JsonNode.DeepEquals(value, wanted);
    }

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    private static double RequiredNumber(JsonNode? node) => Number(node) ?? throw StandInRefusalException.Invalid("$gt, $gte, $lt and $lte take a number");
}
