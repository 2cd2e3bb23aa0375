using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>Vectors and namespaces of the stand-in.</summary>
internal sealed class DataPlane(PineconeStandIn standIn, StandInIndex index)
{
    private const int UpsertBytesMax = 2_000_000;
    private const int PageMax = 100;

    public JsonNode Answer(HttpContext context, JsonNode? body, int bodyBytes) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("POST", "/vectors/upsert") => Upsert(context.Response, body, bodyBytes),
        ("POST", "/vectors/delete") => Delete(context.Response, body),
        ("POST", "/query") => Query(context.Response, body),
        ("GET", "/vectors/list") => List(context.Request.Query),
        ("GET", ['/', 'n', 'a', 'm', 'e', 's', 'p', 'a', 'c', 'e', 's', '/', .. var space]) => Describe(space),
        ("DELETE", ['/', 'n', 'a', 'm', 'e', 's', 'p', 'a', 'c', 'e', 's', '/', .. var space]) => DeleteNamespace(space),
        _ => throw new StandInRefusalException(404, "not on the data plane", ErrorShape.RpcStatus, "NOT_FOUND"),
    };

    private JsonObject Upsert(HttpResponse response, JsonNode? node, int bodyBytes)
    {
        if (bodyBytes > UpsertBytesMax) throw StandInRefusalException.Invalid($"Request size {bodyBytes} exceeds the limit of {UpsertBytesMax}");
        var body = new StandInBody(node, ErrorShape.RpcStatus, "vectors", "namespace");
        var vectors = body.List("vectors", 1, 1_000).Select(index.Read).ToList();
        Written(response, index.Upsert(Space(body.Text("namespace")), vectors, standIn.IsDelayed));
        return new JsonObject { ["upsertedCount"] = vectors.Count };
    }

    private JsonObject Delete(HttpResponse response, JsonNode? node)
    {
        var body = new StandInBody(node, ErrorShape.RpcStatus, "ids", "namespace");
        var ids = body.List("ids", 1, 1_000).Select(id => StandInIndex.RequireId(id!.GetValue<string>())).ToList();
        Written(response, index.Delete(Space(body.Text("namespace")), ids, standIn.IsDelayed));
        return [];
    }

    private JsonObject Query(HttpResponse response, JsonNode? node)
    {
        var body = new StandInBody(node, ErrorShape.RpcStatus, "topK", "vector", "filter", "namespace", "includeValues", "includeMetadata");
        var (topK, vector, filter, space) = (body.Integer("topK", 1, 10_000), body.Floats("vector", index.Dimension), body.ObjectOrNull("filter"), Space(body.Text("namespace")));
        if (standIn.RequiresProjectFilter && filter?["project"]?["$eq"]?.GetValue<string>() != space) throw StandInRefusalException.Invalid("the project is not filtered by");
        var (values, metadata) = (body.Flag("includeValues"), body.Flag("includeMetadata"));
        var matches = index.Vectors(space).Values
            .Where(stored => filter is null || MetadataFilter.Passes(filter, stored.Metadata))
            .Select(stored => (Stored: stored, Score: Cosine(stored.Values, vector)))
            .OrderByDescending(match => match.Score).ThenBy(match => match.Stored.Id, StringComparer.Ordinal).Take(topK);
        if (standIn.TellsLsn && index.Has(space)) response.Headers["x-pinecone-max-indexed-lsn"] = index.Indexed(space).ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["results"] = new JsonArray(),
            ["matches"] = new JsonArray([.. matches.Select(match => new JsonObject
            {
                ["id"] = match.Stored.Id,
                ["score"] = match.Score,
                ["values"] = values ? new JsonArray([.. match.Stored.Values.Select(value => JsonValue.Create(value))]) : new JsonArray(),
                ["metadata"] = metadata ? match.Stored.Metadata.DeepClone() : null,
            })]),
            ["namespace"] = space,
            ["usage"] = new JsonObject { ["readUnits"] = 1 },
        };
    }

    private JsonObject List(IQueryCollection query)
    {
        if (query.Keys.Except(["namespace", "limit", "paginationToken", "prefix"]).FirstOrDefault() is { } unknown) throw StandInRefusalException.Invalid($"unknown parameter {unknown}");
        var limit = query.TryGetValue("limit", out var text) ? int.Parse(text!, CultureInfo.InvariantCulture) : PageMax;
        if (limit is < 1 or > PageMax) throw StandInRefusalException.Invalid("limit must be from 1 to 100");
        var after = query["paginationToken"].ToString();
        var page = index.Vectors(Space(query["namespace"]!)).Keys.Where(id => string.CompareOrdinal(id, after) > 0).Take(limit + 1).ToList();
        var answer = new JsonObject
        {
            ["vectors"] = new JsonArray([.. page.Take(limit).Select(id => new JsonObject { ["id"] = id })]),
            ["namespace"] = query["namespace"].ToString(),
            ["usage"] = new JsonObject { ["readUnits"] = 1 },
        };
        if (page.Count > limit) answer["pagination"] = new JsonObject { ["next"] = page[limit - 1] };
        return answer;
    }

    // The number of records is sent as text, as the service does against its own specification.
    private JsonObject Describe(string space) => index.Has(space)
        ? new JsonObject { ["name"] = space, ["record_count"] = index.Vectors(space).Count.ToString(CultureInfo.InvariantCulture) }
        : throw NoNamespace();

    private JsonObject DeleteNamespace(string space) => index.DeleteNamespace(space) ? [] : throw NoNamespace();

    private void Written(HttpResponse response, long lsn)
    {
        if (standIn.TellsLsn) response.Headers["x-pinecone-request-lsn"] = lsn.ToString(CultureInfo.InvariantCulture);
    }

    private static string Space(string name) => name is { Length: >= 1 and <= 512 } and not "__default__"
        ? name
        : throw StandInRefusalException.Invalid("Ora never uses the default namespace");

    private static StandInRefusalException NoNamespace() => new(404, "Namespace not found", ErrorShape.RpcStatus, "NOT_FOUND");

    private static float Cosine(float[] one, float[] other)
    {
        var (dot, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            dot += one[i] * other[i];
            first += one[i] * one[i];
            second += other[i] * other[i];
        }

        return (float)(dot / Math.Sqrt(first * second));
    }
}
