using System.Text.Json.Serialization;

namespace Ora.Embeddings;

/// <summary>A request to embed.</summary>
internal sealed record EmbeddingsRequest(string Model, IReadOnlyList<string> Input, int? Dimensions)
{
    public string EncodingFormat { get; } = "float";
}

/// <summary>Embedded texts.</summary>
internal sealed record EmbeddingsResponse
{
    public required IReadOnlyList<EmbeddingItem> Data { get; init; }

    public EmbeddingsUsage? Usage { get; init; }
}

/// <summary>An embedded text: which of the request, and its vector.</summary>
internal sealed record EmbeddingItem
{
    public required int Index { get; init; }

    public required float[] Embedding { get; init; }
}

/// <summary>What it cost.</summary>
internal sealed record EmbeddingsUsage(int? PromptTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmbeddingsRequest))]
[JsonSerializable(typeof(EmbeddingsResponse))]
internal sealed partial class EmbeddingsJsonContext : JsonSerializerContext;
