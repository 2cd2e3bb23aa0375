namespace Ora.Pinecone.Indexes;

/// <summary>An index as Pinecone describes it.</summary>
public sealed record IndexModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its host, without a scheme.</summary>
    public required string Host { get; init; }

    /// <summary>The dimension of its vectors; null for a sparse one.</summary>
    public int? Dimension { get; init; }

    /// <summary>How vectors are compared: cosine, euclidean or dotproduct.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required IndexStatus Status { get; init; }
}

/// <summary>The state of an index.</summary>
public sealed record IndexStatus
{
    /// <summary>Whether it can be used.</summary>
    public required bool Ready { get; init; }

    /// <summary>The state's name; new ones may appear.</summary>
    public string? State { get; init; }
}

/// <summary>An index to be made: serverless, dense, cosine.</summary>
public sealed record CreateIndexRequest
{
    /// <summary>1 to 45 characters of a-z, 0-9 and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>The dimension of its vectors, 1 to 20,000.</summary>
    public required int Dimension { get; init; }

    /// <summary>How vectors are compared.</summary>
    public string Metric { get; } = "cosine";

    /// <summary>What kind of vectors.</summary>
    public string VectorType { get; } = "dense";

    /// <summary>Where it is.</summary>
    public required IndexSpec Spec { get; init; }
}

/// <summary>Where an index is.</summary>
/// <param name="Serverless">The cloud and region.</param>
public sealed record IndexSpec(ServerlessSpec Serverless);

/// <summary>A cloud and a region of it.</summary>
/// <param name="Cloud">aws, gcp or azure.</param>
/// <param name="Region">The region.</param>
public sealed record ServerlessSpec(string Cloud, string Region);
