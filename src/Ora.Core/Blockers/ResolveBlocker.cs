using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Blockers;

/// <summary>The arguments of <c>resolve_blocker</c>.</summary>
public sealed record ResolveBlockerInput
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>What to do now, 1 to <see cref="Limits.DescriptionLength"/> characters.</summary>
    public required string Answer { get; init; }
}

/// <summary>The answer of <c>resolve_blocker</c>.</summary>
public sealed record ResolveBlockerResult
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>The message that carries the answer.</summary>
    public required string MessageId { get; init; }

    /// <summary>The agent that gets the answer; absent when it was only recorded (an incident, or an agent that is gone).</summary>
    public string? DeliveredTo { get; init; }
}

/// <summary>Answers a blocker or closes an incident.</summary>
public sealed class ResolveBlocker(
    AgentSession session, IAgentRegistry agents, ITaskQueue queue, Projector projector, MessageFactory messages)
{
    private const int ShownAnswerLength = 200;

    /// <summary>Answers <c>resolve_blocker</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, there is no such blocker, or it has an answer already.</exception>
    public async ValueTask<ResolveBlockerResult> ExecuteAsync(Caller caller, ResolveBlockerInput input, CancellationToken cancellationToken)
    {
        caller.Require("answer blockers", AgentRole.Director);
        var id = MessageId.Parse(input.BlockerId, "blockerId");
        var answer = new BlockerResolved { BlockerId = id.Value, Answer = input.Answer, ResolvedBy = caller.Agent.Value };
        _ = messages.From(caller, answer); // Refuses a bad answer before anything is looked up or written.
        await session.EnterAsync(caller, cancellationToken);
        var alert = await FindAsync(id, cancellationToken);
        var addressee = await AddresseeAsync(alert, cancellationToken);
        var place = addressee is null ? MessagePlace.Processed : MessagePlace.Inbox;
        var message = await queue.PublishNewAsync(messages, messages.To(caller, alert.AgentId, answer), place, cancellationToken);
        return new ResolveBlockerResult { BlockerId = id.Value, MessageId = message.MessageId, DeliveredTo = addressee };
    }

    private async ValueTask<BlockerAlert> FindAsync(MessageId id, CancellationToken cancellationToken)
    {
        // The tables know whether it has an answer; while they cannot be read, a second answer is better than none.
        var row = await projector.ReadAsync((state, token) => state.BlockerAsync(id.Value, token), null, cancellationToken);
        if (row.Value is { ResolvedAt: not null } answered)
        {
            throw new OraException(
                OraErrorCode.Conflict,
                $"Blocker {id} was answered by {answered.ResolvedBy}: \"{TextCut.At(answered.Answer ?? "", ShownAnswerLength)}\"",
                "Nothing is left to do for it; write to its agent with a new task if that answer was wrong.",
                "blockerId");
        }

        return await queue.ReadAsync(id.Value, cancellationToken) as BlockerAlert
            ?? throw new OraException(
                OraErrorCode.NotFound, $"There is no blocker \"{id}\".", "Take the id from review_project.", "blockerId");
    }

    // An incident is the Director's own, and an agent that is gone reads nothing.
    private async ValueTask<string?> AddresseeAsync(BlockerAlert alert, CancellationToken cancellationToken)
    {
        if (alert.Kind == BlockerKind.Incident || !AgentId.TryParse(alert.AgentId, out var raiser)) return null;
        var profile = await agents.FindAsync(raiser, cancellationToken);
        return profile is { Role: AgentRole.Agent, Status: AgentStatus.Active } ? raiser.Value : null;
    }
}
