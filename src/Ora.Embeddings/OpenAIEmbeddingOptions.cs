namespace Ora.Embeddings;

/// <summary>An endpoint that embeds as OpenAI's does: OpenAI itself, Ollama, vLLM, llama.cpp and others.</summary>
public sealed record OpenAIEmbeddingOptions
{
    /// <summary>OpenAI's own.</summary>
    public static Uri DefaultAddress { get; } = new("https://api.openai.com/v1");

    /// <summary>The address that <c>/embeddings</c> is below, such as <c>http://localhost:11434/v1</c>.</summary>
    public Uri Address { get; init; } = DefaultAddress;

    /// <summary>The key, sent as a bearer token; null: none is sent. It is in no error.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The dimension of its vectors.</summary>
    public required int Dimension { get; init; }

    /// <summary>
    /// Whether the dimension is asked for. Models that can shorten their vectors (text-embedding-3) need it; endpoints of others refuse
    /// it.
    /// </summary>
    public bool AsksForDimension { get; init; }

    /// <summary>The most texts of one request.</summary>
    public int Texts { get; init; } = 96;

    /// <summary>How long one try may take: a model on this machine may be loaded first.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a call is tried again.</summary>
    public int Retries { get; init; } = 3;
}
