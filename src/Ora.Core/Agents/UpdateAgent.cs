using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

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
public sealed class UpdateAgent(AgentSession session, IAgentRegistry agents, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>update_agent</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the caller may not do it.</exception>
    public async ValueTask<UpdateAgentResult> ExecuteAsync(Caller caller, UpdateAgentInput input, CancellationToken cancellationToken)
    {
        caller.Require("change agents", AgentRole.Director);
        var subject = AgentId.Parse(input.AgentId);
        RefuseBadTarget(caller, subject, input);
        var profile = Changed(await agents.FindAsync(subject, cancellationToken) ?? new AgentProfile { Id = subject }, input);
        var message = messages.From(caller, AgentChange.Of(profile, input.Reason));
        await session.EnterAsync(caller, cancellationToken);

        // The message first, so that no change is in force that no message tells of. A call that was cut off is repeated as a whole.
        await queue.PublishNewAsync(messages, message, MessagePlace.Processed, cancellationToken);
        await agents.SaveAsync(profile, cancellationToken);
        var released = profile.Status == AgentStatus.Retired
            ? await queue.ReleaseAsync(subject, input.Reason ?? "the agent was retired", cancellationToken)
            : 0;
        return new UpdateAgentResult
        {
            AgentId = subject.Value,
            Role = profile.Role,
            Status = profile.Status,
            Capabilities = profile.Capabilities,
            MaxClaims = profile.MaxClaims,
            TasksReleased = released,
        };
    }

    private static AgentProfile Changed(AgentProfile profile, UpdateAgentInput input) => profile with
    {
        Role = input.Role ?? profile.Role,
        Capabilities = input.Capabilities ?? profile.Capabilities,
        MaxClaims = input.MaxClaims ?? profile.MaxClaims,
        Status = input.Status ?? profile.Status,
    };

    private static void RefuseBadTarget(Caller caller, AgentId subject, UpdateAgentInput input)
    {
        if (subject == Caller.OperatorId)
        {
            throw new OraException(
                OraErrorCode.Conflict, $"\"{subject}\" is the person at the command line, not an agent.", "Choose another agent id.", "agentId");
        }

        if (subject == caller.Agent && input.Status == AgentStatus.Retired)
        {
            throw new OraException(
                OraErrorCode.Conflict, "An agent cannot retire itself.", "Let a person do it: `ora agent retire`.", "agentId");
        }
    }
}
