namespace Ora.Pinecone.Inference;

/// <summary>Texts to embed.</summary>
public sealed record EmbedRequest
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>1 to 96 texts.</summary>
    public required IReadOnlyList<EmbedInput> Inputs { get; init; }

    /// <summary>How they are embedded.</summary>
    public required EmbedParameters Parameters { get; init; }
}

/// <summary>A text to embed.</summary>
/// <param name="Text">The text.</param>
public sealed record EmbedInput(string Text);

/// <summary>How texts are embedded.</summary>
public sealed record EmbedParameters
{
    /// <summary>passage or query: models embed a question otherwise than what answers it.</summary>
    public required string InputType { get; init; }

    /// <summary>What happens to a text that is too long: it is cut at its end.</summary>
    public string Truncate { get; } = "END";

    /// <summary>The dimension; null: the model's own.</summary>
    public int? Dimension { get; init; }
}

/// <summary>Embedded texts, in the order of the request.</summary>
public sealed record EmbedResponse
{
    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The vectors.</summary>
    public required IReadOnlyList<EmbedItem> Data { get; init; }

    /// <summary>What it cost.</summary>
    public EmbedUsage? Usage { get; init; }
}

/// <summary>An embedded text.</summary>
/// <param name="Values">Its vector.</param>
public sealed record EmbedItem(float[] Values);

/// <summary>What embedding cost.</summary>
/// <param name="TotalTokens">In tokens.</param>
public sealed record EmbedUsage(int? TotalTokens);
