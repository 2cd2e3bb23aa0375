using System.Runtime.CompilerServices;
using System.Text.Json;
using Ora.Core.Errors;
using Ora.Http;

namespace Ora.Pinecone.Vectors;

/// <summary>
/// The vectors of an index. A write is durable when it returns and may be seen some seconds later; the numbers of writes (LSN) that
/// calls return tell when.
/// </summary>
public sealed class IndexClient
{
    private const string WrittenHeader = "x-pinecone-request-lsn";
    private const string IndexedHeader = "x-pinecone-max-indexed-lsn";

    private readonly PineconeClient _client;
    private readonly string _host;

    internal IndexClient(PineconeClient client, string host) => (_client, _host) = (client, host);

    /// <summary>Adds vectors, or replaces those of the same id, in as many requests as Pinecone's limits ask for.</summary>
    /// <returns>The number of the last write, or null when Pinecone does not tell.</returns>
    public async ValueTask<long?> UpsertAsync(string @namespace, IEnumerable<PineconeVector> vectors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        long? written = null;
        foreach (var body in UpsertBodies.Of(@namespace, vectors))
        {
            var answer = await SendAsync(HttpMethod.Post, "vectors/upsert", body, cancellationToken).ConfigureAwait(false);
            written = answer.Number(WrittenHeader) ?? written;
        }

        return written;
    }

    /// <summary>Finds the nearest vectors, best first.</summary>
    /// <returns>What was found, and the number of the last write that it saw, or null when Pinecone does not tell.</returns>
    public async ValueTask<(QueryResponse Response, long? Indexed)> QueryAsync(QueryRequest query, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(query, PineconeJson.Camel.QueryRequest);
        var answer = await SendAsync(HttpMethod.Post, "query", body, cancellationToken).ConfigureAwait(false);
        return (PineconeClient.Parse(answer, PineconeJson.Camel.QueryResponse), answer.Number(IndexedHeader));
    }

    /// <summary>Removes vectors; an id that is not there is no error.</summary>
    /// <returns>The number of the last write, or null when Pinecone does not tell.</returns>
    public async ValueTask<long?> DeleteAsync(string @namespace, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        long? written = null;
        foreach (var some in ids.Chunk(PineconeLimits.Records))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new DeleteRequest(@namespace, some), PineconeJson.Camel.DeleteRequest);
            var answer = await SendAsync(HttpMethod.Post, "vectors/delete", body, cancellationToken, 404).ConfigureAwait(false);
            written = answer.Number(WrittenHeader) ?? written;
        }

        return written;
    }

    /// <summary>The ids in a namespace, in their order.</summary>
    public async IAsyncEnumerable<string> ListAsync(string @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var path = $"vectors/list?namespace={Uri.EscapeDataString(@namespace)}&limit={PineconeLimits.ListedIds}";
            if (token is not null) path += $"&paginationToken={Uri.EscapeDataString(token)}";
            var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
            var page = PineconeClient.Parse(answer, PineconeJson.Camel.ListResponse);
            foreach (var vector in page.Vectors) yield return vector.Id;
            var next = page.Pagination?.Next is { Length: > 0 } text ? text : null;
            if (next is not null && next == token) throw new RemoteServiceException(PineconeClient.ServiceName, "Pinecone lists the same page again and again.");
            token = next;
        }
        while (token is not null);
    }

    /// <summary>How many vectors a namespace has, which may be a moment old; 0 when there is no such namespace.</summary>
    public async ValueTask<long> CountAsync(string @namespace, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, Namespace(@namespace), null, cancellationToken, 404).ConfigureAwait(false);
        return answer.Status == 404 ? 0 : PineconeClient.Parse(answer, PineconeJson.Snake.NamespaceDescription).RecordCount;
    }

    /// <summary>Removes a namespace with all its vectors; one that is not there is no error.</summary>
    public async ValueTask DeleteNamespaceAsync(string @namespace, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Delete, Namespace(@namespace), null, cancellationToken, 404).ConfigureAwait(false);

    private static string Namespace(string name) => $"namespaces/{Uri.EscapeDataString(name)}";

    private ValueTask<WebAnswer> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken, params int[] accepts) =>
        _client.SendAsync(method, _host, path, body, cancellationToken, accepts);
}
