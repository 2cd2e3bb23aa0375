using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>DECISION_RECORDED: what was decided and why. Its message id is the decision's id.</summary>
public sealed record DecisionRecorded : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.DecisionRecorded;

    /// <summary>The decision in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Why.</summary>
    public required string Rationale { get; init; }

    /// <summary>What else was considered.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }

    /// <summary>Ids of the memories or messages it rests on.</summary>
    public IReadOnlyList<string>? Evidence { get; init; }
}

/// <summary>DIRECTOR_SUMMARY: what the Director saw and did in one cycle.</summary>
public sealed record DirectorSummary : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.DirectorSummary;

    /// <summary>Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The review it closes, if any.</summary>
    public string? ReviewId { get; init; }

    /// <summary>When that review was made: what fell due after it belongs to the next one.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }
}

/// <summary>What a passage of memory is.</summary>
[JsonConverter(typeof(WireEnumConverter<MemoryType>))]
public enum MemoryType
{
    /// <summary>Something that was said.</summary>
    Conversation,

    /// <summary>Source code.</summary>
    Code,

    /// <summary>Documentation.</summary>
    Documentation,

    /// <summary>A fact to keep.</summary>
    Note,

    /// <summary>A decision. Made from DECISION_RECORDED, not by <c>remember</c>.</summary>
    Decision,
}

/// <summary>One passage.</summary>
public sealed record MemoryEntry
{
    /// <summary>The passage.</summary>
    public required string Text { get; init; }

    /// <summary>What it is.</summary>
    public required MemoryType Type { get; init; }

    /// <summary>Where it is from: a file, a link, a person.</summary>
    public string? Source { get; init; }

    /// <summary>What it is about, in one line: a heading, the subject of an issue, the name of a symbol.</summary>
    public string? Title { get; init; }

    /// <summary>Who said or wrote it, when that is not the sender.</summary>
    public string? Author { get; init; }

    /// <summary>The conversation or document that it is a part of; the parts are in the order of the entries.</summary>
    public string? Session { get; init; }

    /// <summary>When it was said, UTC, when that is not the time of the message.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The programming language of code.</summary>
    public string? Language { get; init; }
}

/// <summary>MEMORY_ADDED: passages for the project's memory, one or a batch. Entry n has the id <c>&lt;messageId&gt;.n</c>, from 0.</summary>
public sealed record MemoryAdded : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.MemoryAdded;

    /// <summary>The passages.</summary>
    public required IReadOnlyList<MemoryEntry> Entries { get; init; }
}

/// <summary>
/// MEMORY_FORGOTTEN: passages that are no longer recalled. It is about what was there before it: a source that is imported again later
/// is recalled again.
/// </summary>
public sealed record MemoryForgotten : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.MemoryForgotten;

    /// <summary>Ids of passages, or of messages for all their passages.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Sources, for all passages from there.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
