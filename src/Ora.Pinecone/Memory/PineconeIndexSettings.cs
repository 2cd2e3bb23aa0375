namespace Ora.Pinecone.Memory;

/// <summary>The index that a memory is in. Many projects may share one, each in its own namespace.</summary>
public sealed record PineconeIndexSettings
{
    /// <summary>The index's name.</summary>
    public required string Name { get; init; }

    /// <summary>The dimension of its vectors.</summary>
    public required int Dimension { get; init; }

    /// <summary>The cloud that it is made in when it is missing.</summary>
    public string Cloud { get; init; } = "aws";

    /// <summary>The region that it is made in when it is missing.</summary>
    public string Region { get; init; } = "us-east-1";
}
