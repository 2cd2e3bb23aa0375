using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ora.Core.Errors;
using Ora.Http;
using Ora.Pinecone.Indexes;
using Ora.Pinecone.Inference;
using Ora.Pinecone.Vectors;

namespace Ora.Pinecone;

/// <summary>
/// Pinecone's REST interface, version 2026-04, as far as Ora needs it: indexes, vectors and embeddings. Every call throws
/// <see cref="RemoteServiceException"/> when Pinecone does not answer or refuses. Safe for calls at the same time.
/// </summary>
public sealed class PineconeClient : IDisposable
{
    /// <summary>The version of the interface, sent with every request.</summary>
    public const string ApiVersion = "2026-04";

    /// <summary>The name in errors.</summary>
    internal const string ServiceName = "Pinecone";

    private readonly PineconeOptions _options;
    private readonly WebService _service;

    /// <summary>Prepares calls; nothing is connected yet.</summary>
    /// <exception cref="OraException">The address is unencrypted and not on this machine.</exception>
    public PineconeClient(PineconeOptions options, TimeProvider timeProvider, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        WebService.RequirePrivacy(options.Address, "The address of Pinecone");
        _options = options;
        var service = new WebServiceOptions
        {
            Name = ServiceName,
            Headers = new Dictionary<string, string> { ["Api-Key"] = options.ApiKey, ["X-Pinecone-Api-Version"] = ApiVersion },
            Secret = options.ApiKey,
            Timeout = options.Timeout,
            Retries = options.Retries,
            Pause = options.Pause,
        };
        _service = new WebService(service, timeProvider, random);
    }

    /// <summary>Describes an index.</summary>
    /// <returns>The index, or null when there is none of this name.</returns>
    public async ValueTask<IndexModel?> DescribeIndexAsync(string name, CancellationToken cancellationToken)
    {
        var request = new WebRequest(HttpMethod.Get, Control($"indexes/{Uri.EscapeDataString(name)}")) { Accepts = [404] };
        var answer = await _service.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status == 404 ? null : Parse(answer, PineconeJson.Snake.IndexModel);
    }

    /// <summary>Makes a serverless index. It is ready some time later.</summary>
    /// <returns>The index; the one that is there when somebody made it meanwhile.</returns>
    public async ValueTask<IndexModel> CreateIndexAsync(CreateIndexRequest index, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        var request = new WebRequest(HttpMethod.Post, Control("indexes"))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(index, PineconeJson.Snake.CreateIndexRequest),
            IsRepeatable = false,
            Accepts = [409],
        };
        var answer = await _service.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status != 409) return Parse(answer, PineconeJson.Snake.IndexModel);
        return await DescribeIndexAsync(index.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new RemoteServiceException(ServiceName, $"Pinecone says that the index {index.Name} exists, and does not show it.") { IsTransient = true };
    }

    /// <summary>Embeds texts.</summary>
    public async ValueTask<EmbedResponse> EmbedAsync(EmbedRequest texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(texts.Inputs.Count, PineconeLimits.Texts);
        var request = new WebRequest(HttpMethod.Post, Control("embed")) { Body = JsonSerializer.SerializeToUtf8Bytes(texts, PineconeJson.Snake.EmbedRequest) };
        return Parse(await _service.SendAsync(request, cancellationToken).ConfigureAwait(false), PineconeJson.Snake.EmbedResponse);
    }

    /// <summary>The vectors of an index.</summary>
    /// <param name="host">Its host, from <see cref="IndexModel.Host"/>.</param>
    public IndexClient Index(string host) => new(this, host);

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    /// <summary>Sends a request to the data plane.</summary>
    internal ValueTask<WebAnswer> SendAsync(
        HttpMethod method, string host, string path, byte[]? body, CancellationToken cancellationToken, params int[] accepts)
    {
        var address = new Uri($"{_options.Address.Scheme}://{host}/{path}");
        WebService.RequirePrivacy(address, "The host of the Pinecone index");
        return _service.SendAsync(new WebRequest(method, address) { Body = body, Accepts = accepts }, cancellationToken);
    }

    /// <summary>Reads an answer.</summary>
    internal static T Parse<T>(WebAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new RemoteServiceException(ServiceName, $"{ServiceName} answers in a form that is not understood.", e) { Status = answer.Status };
        }
    }

    private Uri Control(string path) => new($"{_options.Address.AbsoluteUri.TrimEnd('/')}/{path}");
}
