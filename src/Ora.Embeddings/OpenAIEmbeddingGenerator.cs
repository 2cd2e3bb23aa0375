using System.Text.Json;
using Microsoft.Extensions.AI;
using Ora.Core.Errors;
using Ora.Http;

namespace Ora.Embeddings;

/// <summary>Embeds by an endpoint of OpenAI's form. Safe for calls at the same time.</summary>
public sealed class OpenAIEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ServiceName = "The embedding endpoint";

    private readonly OpenAIEmbeddingOptions _options;
    private readonly WebService _service;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Prepares calls; nothing is connected yet.</summary>
    /// <exception cref="OraException">A key would be sent unencrypted to another machine.</exception>
    public OpenAIEmbeddingGenerator(OpenAIEmbeddingOptions options, TimeProvider timeProvider, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ApiKey is not null) WebService.RequirePrivacy(options.Address, "The address of the embedding endpoint");
        _options = options;
        _metadata = new EmbeddingGeneratorMetadata("openai", options.Address, options.Model, options.Dimension);
        var service = new WebServiceOptions
        {
            Name = ServiceName,
            Headers = options.ApiKey is null ? [] : new Dictionary<string, string> { ["Authorization"] = $"Bearer {options.ApiKey}" },
            Secret = options.ApiKey,
            Timeout = options.Timeout,
            Retries = options.Retries,
        };
        _service = new WebService(service, timeProvider, random);
    }

    /// <inheritdoc/>
    /// <exception cref="RemoteServiceException">The endpoint does not answer, refuses, or answers with something else than a vector per text.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var embeddings = new GeneratedEmbeddings<Embedding<float>> { Usage = new UsageDetails { InputTokenCount = 0 } };
        foreach (var texts in values.Chunk(_options.Texts))
        {
            var response = await SendAsync(texts, cancellationToken).ConfigureAwait(false);
            embeddings.AddRange(InOrder(response.Data, texts.Length).Select(vector => new Embedding<float>(vector) { ModelId = _options.Model }));
            embeddings.Usage.InputTokenCount += response.Usage?.PromptTokens ?? 0;
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
    public void Dispose() => _service.Dispose();

    private async ValueTask<EmbeddingsResponse> SendAsync(string[] texts, CancellationToken cancellationToken)
    {
        var body = new EmbeddingsRequest(_options.Model, texts, _options.AsksForDimension ? _options.Dimension : null);
        var request = new WebRequest(HttpMethod.Post, new Uri($"{_options.Address.AbsoluteUri.TrimEnd('/')}/embeddings"))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, EmbeddingsJsonContext.Default.EmbeddingsRequest),
        };
        var answer = await _service.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer.Body, EmbeddingsJsonContext.Default.EmbeddingsResponse) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new RemoteServiceException(ServiceName, $"{ServiceName} answers in a form that is not understood.", e) { Status = answer.Status };
        }
    }

    // The order of the answer is its index's, not that of the list.
    private float[][] InOrder(IReadOnlyList<EmbeddingItem> items, int count)
    {
        var vectors = new float[count][];
        foreach (var item in items)
        {
            if (item.Index < 0 || item.Index >= count || vectors[item.Index] is not null) throw Unexpected("vectors that belong to no text");
            if (item.Embedding.Length != _options.Dimension) throw Unexpected($"{item.Embedding.Length} dimensions instead of {_options.Dimension}");
            vectors[item.Index] = item.Embedding;
        }

        return items.Count == count ? vectors : throw Unexpected($"{items.Count} vectors for {count} texts");
    }

    private static RemoteServiceException Unexpected(string what) => new(ServiceName, $"{ServiceName} answered with {what}.");
}
