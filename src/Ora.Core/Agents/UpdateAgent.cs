using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Core.Agents;

/// <summary>The arguments of <c>update_agent</c>. What is null stays as it is.</summary>
public sealed record UpdateAgentInput
{
    /// <summary>The agent; one that is not known is registered.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its role.</summary>
    public AgentRole? Role { get; init; }

    /// <summary>What it can do, all of it.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>How many tasks it may hold at a time, 1 to <see cref="Limits.MaxClaimsPerAgent"/>.</summary>
    public int? MaxClaims { get; init; }

    /// <summary>Retired: it may not take work, and what it holds is taken back.</summary>
    public AgentStatus? Status { get; init; }

    /// <summary>Why, at most <see cref="Limits.NoteLength"/> characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>The answer of <c>update_agent</c>: the agent as it is then.</summary>
public sealed record UpdateAgentResult
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its role.</summary>
    public required AgentRole Role { get; init; }

    /// <summary>Whether it may take work.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>What it can do.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>How many tasks it may hold at a time.</summary>
    public required int MaxClaims { get; init; }

    /// <summary>How many tasks were taken back from it.</summary>
    public required int TasksReleased { get; init; }
}

/// <summary>Registers, changes or retires an agent.</summary>
public sealed class UpdateAgent
{
    /// <summary>Answers <c>update_agent</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the caller may not do it.</exception>
    public ValueTask<UpdateAgentResult> ExecuteAsync(Caller caller, UpdateAgentInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
