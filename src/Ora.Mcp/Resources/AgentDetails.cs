using Ora.Core.Agents;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Mcp.Resources;

/// <summary>All that is known about one agent.</summary>
internal sealed record AgentDetails
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its role.</summary>
    public required AgentRole Role { get; init; }

    /// <summary>Whether it may take work.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>What it can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>How many tasks it may hold at a time.</summary>
    public int MaxClaims { get; init; }

    /// <summary>The tasks it holds.</summary>
    public IReadOnlyList<string> Holding { get; init; } = [];

    /// <summary>When it was registered, UTC.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>When its last message was written, UTC.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>What its last heartbeat said it was doing.</summary>
    public string? LastStatus { get; init; }

    /// <summary>Joins the profile with what the projection adds, if there is a row.</summary>
    public static AgentDetails Of(AgentProfile profile, AgentRow? row, IEnumerable<string> holding) => new()
    {
        AgentId = profile.Id.Value,
        Role = profile.Role,
        Status = profile.Status,
        Capabilities = profile.Capabilities,
        MaxClaims = profile.MaxClaims,
        Holding = [.. holding],
        RegisteredAt = row?.RegisteredAt,
        LastSeenAt = row?.LastSeenAt,
        LastStatus = row?.LastStatus,
    };
}
