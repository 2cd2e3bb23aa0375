using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Ora.Contracts.Memory;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>Indexes and inference of the stand-in.</summary>
internal sealed partial class ControlPlane(PineconeStandIn standIn)
{
    private const string Model = "llama-text-embed-v2";

    public (int Status, JsonNode Body) Answer(HttpRequest request, JsonNode? body)
    {
        var path = request.Path.Value!.Trim('/').Split('/');
        return (request.Method, path) switch
        {
            ("POST", ["indexes"]) => Create(body),
            ("GET", ["indexes", var name]) => (200, Describe(Find(name))),
            ("POST", ["embed"]) => (200, Embed(body)),
            _ => throw new StandInRefusalException(404, $"{request.Method} {request.Path} is not on the control plane", ErrorShape.Error, "NOT_FOUND"),
        };
    }

    private StandInIndex Find(string name) =>
        standIn.Index is { } index && index.Name == name ? index : throw new StandInRefusalException(404, $"Index {name} not found.", ErrorShape.Error, "NOT_FOUND");

    private (int Status, JsonNode Body) Create(JsonNode? node)
    {
        var body = new StandInBody(node, ErrorShape.Error, "name", "dimension", "metric", "vector_type", "spec", "deletion_protection", "tags");
        var name = body.Text("name");
        if (!IndexName().IsMatch(name)) throw new StandInRefusalException(400, "Name must consist of 1 to 45 of a-z, 0-9 and -", ErrorShape.Error);
        if (body.Text("vector_type") != "dense" || body.Text("metric") != "cosine") throw new StandInRefusalException(422, "missing field metric", ErrorShape.Error, "UNPROCESSABLE_ENTITY");
        var dimension = body.Integer("dimension", 1, 20_000);
        var spec = body.Object("spec", "serverless").Object("serverless", "cloud", "region");
        if (spec.Text("cloud") is not ("aws" or "gcp" or "azure")) throw new StandInRefusalException(404, "Unknown cloud", ErrorShape.Error, "NOT_FOUND");
        _ = spec.Text("region");
        if (standIn.Index is { } known && known.Name == name) throw new StandInRefusalException(409, $"Resource {name} already exists", ErrorShape.Error, "ALREADY_EXISTS");
        if (standIn.Index is not null) throw new StandInRefusalException(403, "You've reached the max serverless indexes", ErrorShape.Error, "QUOTA_EXCEEDED");
        standIn.Index = new StandInIndex(name, dimension) { NotReadyFor = standIn.NotReadyFor };
        return (201, Describe(standIn.Index));
    }

    private JsonObject Describe(StandInIndex index)
    {
        var isReady = index.NotReadyFor-- <= 0;
        return new JsonObject
        {
            ["name"] = index.Name,
            ["dimension"] = index.Dimension,
            ["metric"] = "cosine",
            ["vector_type"] = "dense",
            ["host"] = standIn.DataHost,
            ["deletion_protection"] = "disabled",
            ["spec"] = new JsonObject { ["serverless"] = new JsonObject { ["cloud"] = "aws", ["region"] = "us-east-1" } },
            ["status"] = new JsonObject { ["ready"] = isReady, ["state"] = isReady ? "Ready" : "Initializing" },
            ["something_new"] = true,
        };
    }

    private static JsonObject Embed(JsonNode? node)
    {
        var body = new StandInBody(node, ErrorShape.Error, "model", "inputs", "parameters");
        if (body.Text("model") != Model) throw new StandInRefusalException(404, $"Model {body.Text("model")} not found.", ErrorShape.Error, "NOT_FOUND");
        var parameters = body.Object("parameters", "input_type", "truncate", "dimension");
        if (parameters.Text("input_type") is not ("passage" or "query")) throw new StandInRefusalException(400, "input_type must be passage or query", ErrorShape.Error);
        if (parameters.Text("truncate") is not ("END" or "NONE")) throw new StandInRefusalException(400, "truncate must be END or NONE", ErrorShape.Error);
        var dimension = parameters.Has("dimension") ? parameters.Integer("dimension", 1, 2048) : 1024;
        if (dimension is not (384 or 512 or 768 or 1024 or 2048)) throw new StandInRefusalException(400, $"dimension {dimension} is not supported", ErrorShape.Error);
        var texts = body.List("inputs", 1, 96).Select(item => new StandInBody(item, ErrorShape.Error, "text").Text("text")).ToList();
        return new JsonObject
        {
            ["model"] = Model,
            ["vector_type"] = "dense",
            ["data"] = new JsonArray([.. texts.Select(text => new JsonObject
            {
                ["values"] = new JsonArray([.. WordEmbedder.Embed(text, dimension).Select(value => JsonValue.Create(value))]),
                ["vector_type"] = "dense",
            })]),
            ["usage"] = new JsonObject { ["total_tokens"] = texts.Sum(text => text.Length / 4) },
        };
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$")]
    private static partial Regex IndexName();
}
