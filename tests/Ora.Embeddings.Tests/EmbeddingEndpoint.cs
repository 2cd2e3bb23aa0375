using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ora.Embeddings.Tests;

/// <summary>
/// An endpoint of OpenAI's form on this machine, which refuses what OpenAI's refuses: other fields, other types, a wrong key. The vector
/// of a text is its length, then its position.
/// </summary>
internal sealed class EmbeddingEndpoint : IAsyncDisposable
{
    public const string Key = "sk-test-0123456789";
    private readonly WebApplication _server;

    private EmbeddingEndpoint(WebApplication server) => _server = server;

    public Uri Address => new($"{_server.Urls.First()}/v1");

    /// <summary>The bodies of the requests.</summary>
    public List<JsonObject> Seen { get; } = [];

    /// <summary>Whether a key is needed.</summary>
    public bool NeedsKey { get; set; } = true;

    /// <summary>What is answered instead; null: what is right.</summary>
    public Func<JsonObject, JsonObject>? Change { get; set; }

    public static async Task<EmbeddingEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        var endpoint = new EmbeddingEndpoint(server);
        server.Run(endpoint.HandleAsync);
        await server.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted)) as JsonObject;
        var (status, answer) = Answer(context.Request, body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private (int Status, JsonObject Answer) Answer(HttpRequest request, JsonObject? body)
    {
        var expected = NeedsKey ? $"Bearer {Key}" : "";
        if (request.Headers.Authorization.ToString() != expected) return Refusal(401, $"Incorrect API key provided: {request.Headers.Authorization}");
        if (request.Method != "POST" || request.Path != "/v1/embeddings" || body is null) return Refusal(404, "no such path");
        if (body.Select(field => field.Key).Except(["model", "input", "encoding_format", "dimensions"]).Any()) return Refusal(400, "Unrecognized request argument supplied");
        if (body["encoding_format"]?.GetValue<string>() != "float" || body["input"] is not JsonArray { Count: > 0 and <= 2_048 } input) return Refusal(400, "$.input is invalid");
        if (input.Any(text => text!.GetValue<string>().Length == 0)) return Refusal(400, "input cannot be an empty string");
        Seen.Add(body);
        var dimension = body["dimensions"]?.GetValue<int>() ?? 4;
        var data = input.Select((text, index) => new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = new JsonArray([.. Enumerable.Range(0, dimension).Select(n => JsonValue.Create(n == 0 ? text!.GetValue<string>().Length : n == 1 ? index : 0.5f))]),
        });
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. data.Reverse()]),
            ["model"] = body["model"]!.GetValue<string>(),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 5, ["total_tokens"] = 5 },
        };
        return (200, Change?.Invoke(answer) ?? answer);
    }

    private static (int Status, JsonObject Answer) Refusal(int status, string message) =>
        (status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = null } });
}
