namespace Ora.Pinecone;

/// <summary>Pinecone's limits, as it documents them for the version of its interface that is used.</summary>
internal static class PineconeLimits
{
    /// <summary>The most vectors of one upsert, and the most ids of one delete.</summary>
    public const int Records = 1_000;

    /// <summary>The largest body of an upsert, in bytes: 2 MB.</summary>
    public const int UpsertBytes = 2_000_000;

    /// <summary>The most texts of one embedding request.</summary>
    public const int Texts = 96;

    /// <summary>The most ids of one page of a listing.</summary>
    public const int ListedIds = 100;

    /// <summary>The most matches of one query.</summary>
    public const int TopK = 10_000;
}
