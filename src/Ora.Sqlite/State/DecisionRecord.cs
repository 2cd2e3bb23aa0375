using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>director_decisions</c> with the types of its columns.</summary>
internal sealed record DecisionRecord
{
    public required string DecisionId { get; init; }

    public required string AgentId { get; init; }

    public long? DecidedAt { get; init; }

    public required string Title { get; init; }

    public required string Rationale { get; init; }

    public required string Alternatives { get; init; }

    public required string Evidence { get; init; }

    /// <summary>The row as callers see it.</summary>
    public DecisionRow ToRow() => new()
    {
        DecisionId = DecisionId,
        AgentId = AgentId,
        DecidedAt = Columns.Time(DecidedAt),
        Title = Title,
        Rationale = Rationale,
        Alternatives = Columns.Strings(Alternatives),
        Evidence = Columns.Strings(Evidence),
    };
}
