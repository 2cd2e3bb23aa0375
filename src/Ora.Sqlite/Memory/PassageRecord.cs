using Ora.Core.Memory;
using Ora.Core.Messages;

namespace Ora.Sqlite.Memory;

/// <summary>A row of <c>memory_passages</c> with the types of its columns, and its rank in a search.</summary>
internal sealed record PassageRecord
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public string? Source { get; init; }

    public required string AgentId { get; init; }

    public string? TaskId { get; init; }

    public long? Timestamp { get; init; }

    public required string Text { get; init; }

    /// <summary>What bm25 says: below zero, and the lower, the better.</summary>
    public double Rank { get; init; }

    /// <summary>The row of a passage.</summary>
    public static PassageRecord From(MemoryRecord passage) => new()
    {
        Id = passage.Id,
        Type = WireEnum.Name(passage.Type),
        Source = passage.Source,
        AgentId = passage.AgentId,
        TaskId = passage.TaskId,
        Timestamp = Columns.Milliseconds(passage.Timestamp),
        Text = passage.Text,
    };

    /// <summary>The passage as callers see it.</summary>
    public MemoryRecord ToPassage() => new()
    {
        Id = Id,
        Text = Text,
        Type = WireEnum.Parse<MemoryType>(Type),
        Source = Source,
        AgentId = AgentId,
        TaskId = TaskId,
        Timestamp = Columns.Time(Timestamp),
    };
}
