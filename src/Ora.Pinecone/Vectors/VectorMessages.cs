using System.Text.Json.Nodes;

namespace Ora.Pinecone.Vectors;

/// <summary>A vector with its metadata.</summary>
public sealed record PineconeVector
{
    /// <summary>Its id, 1 to 512 ASCII characters.</summary>
    public required string Id { get; init; }

    /// <summary>Its values.</summary>
    public required ReadOnlyMemory<float> Values { get; init; }

    /// <summary>What it can be filtered by; the whole at most 40,960 bytes.</summary>
    public VectorMetadata? Metadata { get; init; }
}

/// <summary>What Ora says of a vector. What is null is not sent: Pinecone refuses null.</summary>
public sealed record VectorMetadata
{
    /// <summary>The project, also where the namespace says it.</summary>
    public required string Project { get; init; }

    /// <summary>The passage's type.</summary>
    public required string Type { get; init; }

    /// <summary>Where the passage is from.</summary>
    public string? Source { get; init; }

    /// <summary>When it was said, in seconds since 1970, UTC.</summary>
    public long? Timestamp { get; init; }

    /// <summary>Who sent it.</summary>
    public required string Agent { get; init; }

    /// <summary>The task that it is about.</summary>
    public string? Task { get; init; }
}

/// <summary>A query by a vector.</summary>
public sealed record QueryRequest
{
    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The vector.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>At most this many, 1 to 10,000.</summary>
    public required int TopK { get; init; }

    /// <summary>Which vectors count.</summary>
    public JsonObject? Filter { get; init; }

    /// <summary>Whether values are sent back.</summary>
    public bool IncludeValues { get; init; }

    /// <summary>Whether metadata is sent back.</summary>
    public bool IncludeMetadata { get; init; }
}

/// <summary>The answer to a query.</summary>
public sealed record QueryResponse
{
    /// <summary>What was found, best first.</summary>
    public required IReadOnlyList<ScoredVector> Matches { get; init; }
}

/// <summary>A vector that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">How near it is.</param>
public sealed record ScoredVector(string Id, float Score);

/// <summary>A deletion by ids.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Ids">1 to 1,000 ids.</param>
public sealed record DeleteRequest(string Namespace, IReadOnlyList<string> Ids);

/// <summary>A page of ids.</summary>
public sealed record ListResponse
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<ListedVector> Vectors { get; init; } = [];

    /// <summary>The next page; null on the last one.</summary>
    public Pagination? Pagination { get; init; }
}

/// <summary>An id of a listing.</summary>
/// <param name="Id">The id.</param>
public sealed record ListedVector(string Id);

/// <summary>Where a listing goes on.</summary>
/// <param name="Next">The next page's token; null or empty on the last page.</param>
public sealed record Pagination(string? Next);

/// <summary>What is in a namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RecordCount">How many records it has; the service sends it as a number or as text.</param>
public sealed record NamespaceDescription(string Name, long RecordCount);
