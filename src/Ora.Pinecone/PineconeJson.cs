using System.Text.Json.Serialization;
using Ora.Pinecone.Indexes;
using Ora.Pinecone.Inference;
using Ora.Pinecone.Vectors;

namespace Ora.Pinecone;

/// <summary>Pinecone's JSON: operations on vectors are in camelCase, everything else in snake_case.</summary>
internal static class PineconeJson
{
    /// <summary>For the control plane, namespaces and inference.</summary>
    public static SnakeJsonContext Snake => SnakeJsonContext.Default;

    /// <summary>For vectors.</summary>
    public static CamelJsonContext Camel => CamelJsonContext.Default;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IndexModel))]
[JsonSerializable(typeof(CreateIndexRequest))]
[JsonSerializable(typeof(EmbedRequest))]
[JsonSerializable(typeof(EmbedResponse))]
[JsonSerializable(typeof(NamespaceDescription))]
internal sealed partial class SnakeJsonContext : JsonSerializerContext;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PineconeVector))]
[JsonSerializable(typeof(QueryRequest))]
[JsonSerializable(typeof(QueryResponse))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(ListResponse))]
internal sealed partial class CamelJsonContext : JsonSerializerContext;
