using Microsoft.Extensions.AI;
using Ora.Core.Errors;
using Ora.Core.Memory.Dense;

namespace Ora.Pinecone.Inference;

/// <summary>Embeds by a model that Pinecone runs.</summary>
/// <param name="client">Pinecone; it is not disposed with this.</param>
/// <param name="model">The model.</param>
/// <param name="dimension">The dimension of its vectors.</param>
public sealed class PineconeEmbeddingGenerator(PineconeClient client, string model, int dimension) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The model that is used when none is named.</summary>
    public const string DefaultModel = "llama-text-embed-v2";

    /// <summary>The dimension of <see cref="DefaultModel"/> when none is named.</summary>
    public const int DefaultDimension = 1_024;

    private readonly EmbeddingGeneratorMetadata _metadata = new("pinecone", providerUri: null, model, dimension);

    /// <inheritdoc/>
    /// <exception cref="RemoteServiceException">Pinecone does not answer, refuses, or answers with something else than a vector per text.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var parameters = new EmbedParameters { InputType = EmbeddingPurpose.IsQuery(options) ? "query" : "passage", Dimension = dimension };
        var embeddings = new GeneratedEmbeddings<Embedding<float>> { Usage = new UsageDetails { InputTokenCount = 0 } };
        foreach (var texts in values.Chunk(PineconeLimits.Texts))
        {
            var request = new EmbedRequest { Model = model, Inputs = Array.ConvertAll(texts, text => new EmbedInput(text)), Parameters = parameters };
            var response = await client.EmbedAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Data.Count != texts.Length) throw Unexpected($"{response.Data.Count} vectors for {texts.Length} texts");
            if (response.Data.FirstOrDefault(item => item.Values.Length != dimension) is { } other) throw Unexpected($"{other.Values.Length} dimensions instead of {dimension}");
            embeddings.AddRange(response.Data.Select(item => new Embedding<float>(item.Values) { ModelId = model }));
            embeddings.Usage.InputTokenCount += response.Usage?.TotalTokens ?? 0;
        }

        return embeddings;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client is its owner's.
    }

    private static RemoteServiceException Unexpected(string what) => new(PineconeClient.ServiceName, $"Pinecone's model answered with {what}.");
}
