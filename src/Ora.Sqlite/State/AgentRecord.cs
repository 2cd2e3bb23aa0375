using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>agents</c> with the types of its columns.</summary>
internal sealed record AgentRecord
{
    public required string AgentId { get; init; }

    public required string Role { get; init; }

    public required string Status { get; init; }

    public required string Capabilities { get; init; }

    public int MaxClaims { get; init; }

    public long? RegisteredAt { get; init; }

    public long? LastSeenAt { get; init; }

    public string? LastStatus { get; init; }

    /// <summary>The row as callers see it.</summary>
    public AgentRow ToRow() => new()
    {
        AgentId = AgentId,
        Role = WireEnum.Parse<AgentRole>(Role),
        Status = WireEnum.Parse<AgentStatus>(Status),
        Capabilities = Columns.Strings(Capabilities),
        MaxClaims = MaxClaims,
        RegisteredAt = Columns.Time(RegisteredAt),
        LastSeenAt = Columns.Time(LastSeenAt),
        LastStatus = LastStatus,
    };
}
