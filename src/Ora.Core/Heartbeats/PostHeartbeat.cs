using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Heartbeats;

/// <summary>The arguments of <c>post_heartbeat</c>.</summary>
public sealed record PostHeartbeatInput
{
    /// <summary>The claim that <c>get_task</c> gave; null when the agent holds nothing.</summary>
    public string? Claim { get; init; }

    /// <summary>In one or two words: in_progress, idle, blocked; 1 to <see cref="Limits.IdLength"/> characters.</summary>
    public required string Status { get; init; }

    /// <summary>How far it is.</summary>
    public Progress? Progress { get; init; }

    /// <summary>A sentence for the others, at most <see cref="Limits.NoteLength"/> characters.</summary>
    public string? Note { get; init; }
}

/// <summary>What an agent should do after a heartbeat.</summary>
[JsonConverter(typeof(WireEnumConverter<HeartbeatDirective>))]
public enum HeartbeatDirective
{
    /// <summary>Go on.</summary>
    Continue,

    /// <summary>Stop working on the task: it is no longer this agent's.</summary>
    Stop,
}

/// <summary>The answer of <c>post_heartbeat</c>.</summary>
public sealed record PostHeartbeatResult
{
    /// <summary>When the claim is taken back unless another heartbeat comes, UTC; absent without a claim that is held.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Whether to go on.</summary>
    public required HeartbeatDirective Directive { get; init; }

    /// <summary>Why to stop and what to do instead.</summary>
    public string? Note { get; init; }

    /// <summary>Messages for this agent, oldest first, at most <see cref="Limits.MessagesPerAnswer"/>.</summary>
    public required IReadOnlyList<DeliveredMessage> Messages { get; init; }
}

/// <summary>Keeps a lease alive, tells the Director how far the agent is, and delivers the agent's messages.</summary>
public sealed class PostHeartbeat(AgentSession session, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>post_heartbeat</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the agent is retired. A stale claim is no error.</exception>
    public async ValueTask<PostHeartbeatResult> ExecuteAsync(Caller caller, PostHeartbeatInput input, CancellationToken cancellationToken)
    {
        var claim = input.Claim is null ? (Claim?)null : Claim.Parse(input.Claim);
        var alive = messages.From(caller, new Heartbeat { Status = input.Status, Progress = input.Progress, Note = input.Note });
        await session.EnterAsync(caller, cancellationToken);
        var lease = claim is { } held ? await queue.ExtendAsync(held, caller.Agent, cancellationToken) : (LeaseCheck?)null;

        // With a stale claim the agent is alive all the same, but says nothing about a task that is no longer its own.
        if (lease is { Held: true }) alive = alive with { TaskId = claim!.Value.Task.Value, Attempt = claim.Value.Attempt };
        await queue.PublishNewAsync(messages, alive, MessagePlace.Outbox, cancellationToken);
        var stop = lease is { Held: false };
        return new PostHeartbeatResult
        {
            LeaseExpiresAt = lease?.LeaseExpiresAt,
            Directive = stop ? HeartbeatDirective.Stop : HeartbeatDirective.Continue,
            Note = stop ? $"{lease!.Value.StaleReason} Stop working on that task and change nothing more for it; call get_task." : null,
            Messages = await session.DeliverAsync(caller, cancellationToken),
        };
    }
}
