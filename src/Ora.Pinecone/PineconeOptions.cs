namespace Ora.Pinecone;

/// <summary>How Pinecone is called.</summary>
public sealed record PineconeOptions
{
    /// <summary>Pinecone's own control plane.</summary>
    public static Uri DefaultAddress { get; } = new("https://api.pinecone.io");

    /// <summary>
    /// The control plane, which also embeds. Indexes are called by the same scheme, so that a server on this machine needs no
    /// certificate.
    /// </summary>
    public Uri Address { get; init; } = DefaultAddress;

    /// <summary>The key. It is sent in a header, and is in no error.</summary>
    public required string ApiKey { get; init; }

    /// <summary>How long one try of a call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is tried again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first retry.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
