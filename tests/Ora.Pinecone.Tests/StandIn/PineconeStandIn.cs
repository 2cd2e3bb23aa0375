using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>A request that the stand-in got.</summary>
public sealed record SeenRequest(string Method, string Path, JsonNode? Body, int BodyBytes);

/// <summary>
/// A server on this machine that speaks Pinecone's REST interface, version 2026-04, as strictly as it is documented: headers, casing,
/// types, limits, and all three forms of an error. It holds at most one index, whose vectors are behind a port of their own.
/// </summary>
public sealed class PineconeStandIn : IAsyncDisposable
{
    /// <summary>The one key that it takes.</summary>
    public const string Key = "pcsk_stand-in_0123456789";

    private readonly WebApplication _server;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<StandInRefusalException> _faults = new();
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private PineconeStandIn(WebApplication server) => _server = server;

    /// <summary>The control plane.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The host of the index, without a scheme.</summary>
    public string DataHost { get; private set; } = null!;

    /// <summary>While it is set, connections break.</summary>
    public bool IsAway { get; set; }

    /// <summary>While it is set, writes are accepted and not seen until <see cref="IndexAll"/>.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>Whether writes and queries carry the numbers of writes, which is not documented for all.</summary>
    public bool TellsLsn { get; set; } = true;

    /// <summary>Whether a query that does not filter by its project is refused.</summary>
    public bool RequiresProjectFilter { get; set; } = true;

    /// <summary>How many descriptions of a new index say that it is not ready.</summary>
    public int NotReadyFor { get; set; }

    /// <summary>The namespaces that exist.</summary>
    public IReadOnlyCollection<string> Namespaces => Index?.Namespaces ?? [];

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    internal StandInIndex? Index { get; set; }

    /// <summary>Starts one on free ports.</summary>
    public static async Task<PineconeStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Listen(IPAddress.Loopback, 0);
        });
        var server = builder.Build();
        var standIn = new PineconeStandIn(server);
        server.Run(standIn.HandleAsync);
        await server.StartAsync();
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        standIn.Address = new Uri(addresses[0]);
        standIn.DataHost = new Uri(addresses[1]).Authority;
        return standIn;
    }

    /// <summary>Refuses the next request.</summary>
    public void FailNext(StandInRefusalException refusal) => _faults.Enqueue(refusal);

    /// <summary>Makes all writes seen.</summary>
    public void IndexAll()
    {
        lock (_gate) Index?.IndexAll();
    }

    /// <summary>The vectors of a namespace that are seen.</summary>
    public IReadOnlyList<StoredVector> Vectors(string space)
    {
        lock (_gate) return [.. Index?.Vectors(space).Values ?? []];
    }

    /// <summary>Puts a vector into a namespace past the interface.</summary>
    public void Put(string space, StoredVector vector)
    {
        lock (_gate) Index!.Upsert(space, [vector], delayed: false);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (IsAway)
        {
            context.Abort();
            return;
        }

        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var (status, contentType, answer) = (200, "application/json", "");
        try
        {
            (status, var body) = Answer(context, content.ToArray());
            answer = body.ToJsonString();
        }
        catch (StandInRefusalException refusal)
        {
            (status, contentType, answer) = (refusal.Status, refusal.ContentType, refusal.Body);
            if (refusal.RetryAfter is { } pause) context.Response.Headers.RetryAfter = pause;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private (int Status, JsonNode Body) Answer(HttpContext context, byte[] content)
    {
        var isData = context.Connection.LocalPort != Address.Port;
        var shape = isData ? ErrorShape.RpcStatus : ErrorShape.Error;
        var body = content.Length == 0 ? null : Parse(context.Request, content, shape);
        _seen.Enqueue(new SeenRequest(context.Request.Method, context.Request.Path + context.Request.QueryString, body, content.Length));
        RequireHeaders(context.Request, shape);
        if (_faults.TryDequeue(out var fault)) throw fault;
        lock (_gate)
        {
            if (!isData) return new ControlPlane(this).Answer(context.Request, body);
            var index = Index ?? throw new StandInRefusalException(404, "no such host", ErrorShape.Text);
            return (200, new DataPlane(this, index).Answer(context, body, content.Length));
        }
    }

    private static void RequireHeaders(HttpRequest request, ErrorShape shape)
    {
        if (request.Headers["Api-Key"] is not [Key]) throw new StandInRefusalException(401, "Unauthorized", ErrorShape.Text);
        if (request.Headers["X-Pinecone-Api-Version"] is not ["2026-04"]) throw new StandInRefusalException(400, "X-Pinecone-Api-Version must be 2026-04", shape);
        if (request.Headers.Authorization.Count > 0) throw new StandInRefusalException(400, "Authorization is not used", shape);
    }

    private static JsonNode Parse(HttpRequest request, byte[] content, ErrorShape shape)
    {
        if (request.ContentType != "application/json") throw new StandInRefusalException(415, "Content-Type must be application/json", shape);
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(content)) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new StandInRefusalException(422, e.Message, shape, "UNPROCESSABLE_ENTITY");
        }
    }
}
