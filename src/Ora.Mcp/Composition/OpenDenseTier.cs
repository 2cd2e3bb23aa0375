using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Ora.Core.Memory.Dense;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Embeddings;
using Ora.Files.Projects;
using Ora.Pinecone;
using Ora.Pinecone.Inference;
using Ora.Pinecone.Memory;

namespace Ora.Mcp.Composition;

/// <summary>
/// The dense tier with all that it holds open. In a class of its own, so that nothing of it is loaded for projects that have none.
/// </summary>
internal sealed class OpenDenseTier : IAsyncDisposable
{
    private readonly PineconeClient _client;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _embedder;
    private readonly IWriteLock _turns;

    private OpenDenseTier(
        ProjectFolder folder, DenseSettings settings, IEmbeddingOutbox outbox, IProjectionFeed feed, TimeProvider timeProvider, ILogger<DenseTier> log)
    {
        _client = new PineconeClient(settings.Pinecone, timeProvider, new Random());
        _embedder = settings.OpenAI is { } openAI
            ? new OpenAIEmbeddingGenerator(openAI, timeProvider, new Random())
            : new PineconeEmbeddingGenerator(_client, settings.Model, settings.Index.Dimension);
        _turns = folder.EmbeddingLock(timeProvider);
        Tier = new DenseTier(
            new PineconeMemory(_client, settings.Index, folder.Name, timeProvider),
            _embedder,
            new EmbeddingModel(settings.Model, settings.Index.Dimension, settings.Index.Name),
            folder,
            outbox,
            _turns,
            feed,
            timeProvider,
            log);
    }

    /// <summary>The tier.</summary>
    public DenseTier Tier { get; }

    /// <summary>Puts it together. Nothing is connected yet.</summary>
    /// <exception cref="Core.Errors.OraException">A setting is missing or malformed.</exception>
    public static OpenDenseTier Open(
        ProjectFolder folder, IReadOnlyDictionary<string, string> variables, IEmbeddingOutbox outbox, IProjectionFeed feed, TimeProvider timeProvider,
        ILogger<DenseTier> log) => new(folder, DenseSettings.Of(variables), outbox, feed, timeProvider, log);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Tier.DisposeAsync();
        _embedder.Dispose();
        _client.Dispose();
        (_turns as IDisposable)?.Dispose();
    }
}
