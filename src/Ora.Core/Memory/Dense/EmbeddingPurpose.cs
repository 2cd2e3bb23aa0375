using Microsoft.Extensions.AI;

namespace Ora.Core.Memory.Dense;

/// <summary>
/// What texts are embedded for. Some models embed a question otherwise than what answers it; a generator that knows the difference reads
/// it from the options, others ignore it.
/// </summary>
public static class EmbeddingPurpose
{
    private const string Key = "ora.purpose";
    private const string QueryValue = "query";

    /// <summary>The options for a question.</summary>
    public static EmbeddingGenerationOptions Query { get; } = new() { AdditionalProperties = new() { [Key] = QueryValue } };

    /// <summary>Whether the texts are questions.</summary>
    public static bool IsQuery(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out var value) == true && value is QueryValue;
}
