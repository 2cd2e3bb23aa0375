using System.Text.Json;
using System.Text.Json.Serialization;
using Ora.Core.Messages;

namespace Ora.Director.Cycles;

/// <summary>How a cycle ended.</summary>
[JsonConverter(typeof(WireEnumConverter<CycleOutcome>))]
internal enum CycleOutcome
{
    /// <summary>Nothing had changed: no engine was asked.</summary>
    Idle,

    /// <summary>The review was closed with a summary. Single calls may have failed.</summary>
    Done,

    /// <summary>The review was not closed; the next cycle sees the same messages again.</summary>
    Failed,
}

/// <summary>A cycle as it is reported: one line for people, or one JSON object.</summary>
internal sealed record CycleReport
{
    /// <summary>The number of the cycle, counted from 1 since the start of the program.</summary>
    public int Cycle { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>How it ended.</summary>
    public required CycleOutcome Outcome { get; init; }

    /// <summary>The review.</summary>
    public string? ReviewId { get; init; }

    /// <summary>The calls that the engine made, in order.</summary>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>How many messages were marked as read.</summary>
    public int MessagesRead { get; init; }

    /// <summary>Where the summary can be read.</summary>
    public string? PostedTo { get; init; }

    /// <summary>The critical blockers that the review showed. They need not be looked at before their turn again.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> CriticalBlockers { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A call that an engine made.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Error">Why it was refused, or null.</param>
internal sealed record ToolCall(string Tool, string? Error = null);

/// <summary>The source-generated shape of the reports.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(CycleReport))]
internal sealed partial class CycleJsonContext : JsonSerializerContext;
