using Ora.Core.Memory.Dense;
using Ora.Files.Projects;
using Ora.Pinecone;
using Ora.Pinecone.Memory;

namespace Ora.Mcp.Composition;

/// <summary>A project's vectors without a model: enough to remove them.</summary>
internal sealed class OpenVectors : IAsyncDisposable
{
    private readonly PineconeClient _client;

    private OpenVectors(PineconeClient client, IDenseMemory memory, EmbeddingModel model) => (_client, Memory, Model) = (client, memory, model);

    /// <summary>The vectors.</summary>
    public IDenseMemory Memory { get; }

    /// <summary>The model that they are of.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>The vectors of a project, in the index that its record names. Nothing is connected yet.</summary>
    /// <exception cref="Core.Errors.OraException">A setting is missing or malformed.</exception>
    public static OpenVectors Of(ProjectFolder folder, IReadOnlyDictionary<string, string> variables, EmbeddingModel model, TimeProvider timeProvider)
    {
        var client = new PineconeClient(DenseSettings.Of(variables).Pinecone, timeProvider, new Random());
        var index = new PineconeIndexSettings { Name = model.Index, Dimension = model.Dimension };
        return new OpenVectors(client, new PineconeMemory(client, index, folder.Name, timeProvider), model);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
