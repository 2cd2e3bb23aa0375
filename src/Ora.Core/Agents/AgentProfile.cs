using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Agents;

/// <summary>Who an agent is: <c>agents/&lt;agent&gt;/profile.json</c>.</summary>
public sealed record AgentProfile
{
    /// <summary>The agent.</summary>
    public required AgentId Id { get; init; }

    /// <summary>Its role.</summary>
    public AgentRole Role { get; init; } = AgentRole.Agent;

    /// <summary>Whether it may take work.</summary>
    public AgentStatus Status { get; init; } = AgentStatus.Active;

    /// <summary>What it can do, matched against a task's <c>requires</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>How many tasks it may hold at a time, 1 to <see cref="Limits.MaxClaimsPerAgent"/>.</summary>
    public int MaxClaims { get; init; } = 1;
}

/// <summary>The agents of a project.</summary>
public interface IAgentRegistry
{
    /// <summary>An agent's profile, or null when it is not registered.</summary>
    /// <exception cref="Errors.OraException">Its file is damaged.</exception>
    ValueTask<AgentProfile?> FindAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>Writes a profile, durably.</summary>
    ValueTask SaveAsync(AgentProfile profile, CancellationToken cancellationToken);

    /// <summary>All agents, by id.</summary>
    ValueTask<IReadOnlyList<AgentProfile>> ListAsync(CancellationToken cancellationToken);
}
