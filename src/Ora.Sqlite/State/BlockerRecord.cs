using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>blockers</c> with the types of its columns.</summary>
internal sealed record BlockerRecord
{
    public required string BlockerId { get; init; }

    public required string Kind { get; init; }

    public required string AgentId { get; init; }

    public string? TaskId { get; init; }

    public int? Attempt { get; init; }

    public required string Description { get; init; }

    public required string Severity { get; init; }

    public string? Needs { get; init; }

    public long? RaisedAt { get; init; }

    public long? ResolvedAt { get; init; }

    public string? Answer { get; init; }

    public string? ResolvedBy { get; init; }

    /// <summary>The row as callers see it.</summary>
    public BlockerRow ToRow() => new()
    {
        BlockerId = BlockerId,
        Kind = WireEnum.Parse<BlockerKind>(Kind),
        AgentId = AgentId,
        TaskId = TaskId,
        Attempt = Attempt,
        Description = Description,
        Severity = WireEnum.Parse<BlockerSeverity>(Severity),
        Needs = Needs,
        RaisedAt = Columns.Time(RaisedAt),
        ResolvedAt = Columns.Time(ResolvedAt),
        Answer = Answer,
        ResolvedBy = ResolvedBy,
    };
}
