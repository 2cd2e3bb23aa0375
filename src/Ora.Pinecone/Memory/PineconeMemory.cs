using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Ora.Pinecone.Indexes;
using Ora.Pinecone.Vectors;

namespace Ora.Pinecone.Memory;

/// <summary>
/// A project's vectors in Pinecone, in the namespace that has the project's name. Every vector says its project and every query asks
/// for it, too: a namespace that was mixed up shows nothing of another project. The index is made with the first write.
/// </summary>
/// <param name="client">Pinecone.</param>
/// <param name="index">The index.</param>
/// <param name="project">The project.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class PineconeMemory(PineconeClient client, PineconeIndexSettings index, ProjectName project, TimeProvider timeProvider) : IDenseMemory
{
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(2);
    private string? _host;

    /// <inheritdoc/>
    public async ValueTask<long?> UpsertAsync(IReadOnlyList<DenseRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0) return null;
        var vectors = await OpenOrCreateAsync(cancellationToken).ConfigureAwait(false);
        return await UseAsync(vectors, open => open.UpsertAsync(project.Value, records.Select(VectorOf), cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long?> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0 || await OpenAsync(cancellationToken).ConfigureAwait(false) is not { } vectors) return null;
        return await UseAsync(vectors, open => open.DeleteAsync(project.Value, ids, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DenseAnswer> QueryAsync(DenseQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await OpenAsync(cancellationToken).ConfigureAwait(false) is not { } vectors) return new DenseAnswer([], null);
        var request = new QueryRequest
        {
            Namespace = project.Value,
            Vector = query.Vector,
            TopK = Math.Min(query.TopK, PineconeLimits.TopK),
            Filter = FilterOf(query),
        };
        var (response, indexed) = await UseAsync(vectors, open => open.QueryAsync(request, cancellationToken)).ConfigureAwait(false);
        return new DenseAnswer([.. response.Matches.Select(match => new DenseMatch(match.Id, match.Score))], indexed);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken).ConfigureAwait(false) is not { } vectors) yield break;
        await foreach (var id in vectors.ListAsync(project.Value, cancellationToken).ConfigureAwait(false)) yield return id;
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => await OpenAsync(cancellationToken).ConfigureAwait(false) is { } vectors
        ? await UseAsync(vectors, open => open.CountAsync(project.Value, cancellationToken)).ConfigureAwait(false)
        : 0;

    /// <inheritdoc/>
    public async ValueTask DropAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken, checks: false).ConfigureAwait(false) is not { } vectors) return;
        await vectors.DeleteNamespaceAsync(project.Value, cancellationToken).ConfigureAwait(false);
    }

    // A host is asked for once. An index that was made anew has another one, so it is asked for again after a failure.
    private async ValueTask<T> UseAsync<T>(IndexClient vectors, Func<IndexClient, ValueTask<T>> use)
    {
        try
        {
            return await use(vectors).ConfigureAwait(false);
        }
        catch (RemoteServiceException)
        {
            Volatile.Write(ref _host, null);
            throw;
        }
    }

    private async ValueTask<IndexClient?> OpenAsync(CancellationToken cancellationToken, bool checks = true)
    {
        if (Volatile.Read(ref _host) is { } known) return client.Index(known);
        if (await client.DescribeIndexAsync(index.Name, cancellationToken).ConfigureAwait(false) is not { } model) return null;
        if (checks) RequireFit(model);
        if (!model.Status.Ready) throw NotReady();
        if (checks) Volatile.Write(ref _host, model.Host);
        return client.Index(model.Host);
    }

    private async ValueTask<IndexClient> OpenOrCreateAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _host) is { } known) return client.Index(known);
        var model = await client.DescribeIndexAsync(index.Name, cancellationToken).ConfigureAwait(false)
            ?? await client.CreateIndexAsync(
                new CreateIndexRequest { Name = index.Name, Dimension = index.Dimension, Spec = new IndexSpec(new ServerlessSpec(index.Cloud, index.Region)) },
                cancellationToken).ConfigureAwait(false);
        RequireFit(model);
        var started = timeProvider.GetTimestamp();
        while (!model.Status.Ready)
        {
            if (timeProvider.GetElapsedTime(started) > ReadyPatience) throw NotReady();
            await Task.Delay(ReadyPoll, timeProvider, cancellationToken).ConfigureAwait(false);
            model = await client.DescribeIndexAsync(index.Name, cancellationToken).ConfigureAwait(false) ?? throw NotReady();
        }

        Volatile.Write(ref _host, model.Host);
        return client.Index(model.Host);
    }

    private void RequireFit(IndexModel model)
    {
        if (model.Dimension == index.Dimension && model.Metric == "cosine") return;
        throw new RemoteServiceException(
            PineconeClient.ServiceName,
            $"The Pinecone index {index.Name} holds vectors of {model.Dimension} dimensions ({model.Metric}), not of {index.Dimension} (cosine): name another index, or a model of its dimension.");
    }

    private RemoteServiceException NotReady() => new(PineconeClient.ServiceName, $"The Pinecone index {index.Name} is not ready yet.") { IsTransient = true };

    private PineconeVector VectorOf(DenseRecord record) => new()
    {
        Id = record.Passage.Id,
        Values = record.Vector,
        Metadata = new VectorMetadata
        {
            Project = project.Value,
            Type = WireEnum.Name(record.Passage.Type),
            Source = record.Passage.Source,
            Timestamp = record.Passage.Timestamp?.ToUnixTimeSeconds(),
            Agent = record.Passage.AgentId,
            Task = record.Passage.TaskId,
        },
    };

    private JsonObject FilterOf(DenseQuery query)
    {
        var filter = new JsonObject { ["project"] = new JsonObject { ["$eq"] = project.Value } };
        if (query.Types.Count > 0) filter["type"] = new JsonObject { ["$in"] = new JsonArray([.. query.Types.Select(type => (JsonNode)WireEnum.Name(type))]) };
        if (query.Since is { } since) filter["timestamp"] = new JsonObject { ["$gte"] = since.ToUnixTimeSeconds() };
        return filter;
    }
}
