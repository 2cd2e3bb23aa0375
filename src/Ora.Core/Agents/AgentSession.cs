using System.Collections.Concurrent;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Agents;

/// <summary>
/// What one connection must remember between calls: which messages it delivered last. A message counts as read only when its agent
/// calls again, so one that was delivered to a process that died is delivered again. Safe for calls at the same time.
/// </summary>
/// <param name="agents">The project's agents.</param>
/// <param name="queue">The project's queue.</param>
/// <param name="messages">Makes the message of a registration.</param>
public sealed class AgentSession(IAgentRegistry agents, ITaskQueue queue, MessageFactory messages)
{
    private const int AboutLength = 200;
    private readonly ConcurrentDictionary<AgentId, IReadOnlyList<MessageId>> _delivered = new();

    /// <summary>
    /// Starts a call: refuses a retired agent, registers one that is not known with the connection's role and capabilities, and
    /// marks as read what its last call delivered. Every use case calls it after it has checked its arguments.
    /// </summary>
    /// <exception cref="OraException">The agent is retired.</exception>
    internal async ValueTask<AgentProfile> EnterAsync(Caller caller, CancellationToken cancellationToken)
    {
        var profile = RequireActive(await FindOrRegisterAsync(caller, cancellationToken));
        await MarkDeliveredAsync(caller, cancellationToken);
        return profile;
    }

    /// <summary>The same for a call that also a retired agent may make: the result of its work must not be lost.</summary>
    internal async ValueTask EnterEvenRetiredAsync(Caller caller, CancellationToken cancellationToken)
    {
        await FindOrRegisterAsync(caller, cancellationToken);
        await MarkDeliveredAsync(caller, cancellationToken);
    }

    /// <summary>The caller's profile as it is now, in the middle of a call.</summary>
    /// <exception cref="OraException">The agent is retired.</exception>
    internal async ValueTask<AgentProfile> ProfileAsync(Caller caller, CancellationToken cancellationToken) =>
        RequireActive(await FindOrRegisterAsync(caller, cancellationToken));

    /// <summary>The caller's messages, oldest first; its next call marks them as read.</summary>
    internal async ValueTask<IReadOnlyList<DeliveredMessage>> DeliverAsync(Caller caller, CancellationToken cancellationToken)
    {
        var waiting = await queue.InboxAsync(caller.Agent, Limits.MessagesPerAnswer, cancellationToken);
        if (waiting.Count == 0) return [];
        var views = new List<DeliveredMessage>(waiting.Count);
        foreach (var message in waiting) views.Add(await ViewAsync(message, cancellationToken));

        // A call that was given up delivers nothing: its messages must not be taken as read by the next one.
        cancellationToken.ThrowIfCancellationRequested();
        _delivered[caller.Agent] = [.. waiting.Select(m => MessageId.Parse(m.MessageId))];
        return views;
    }

    private static AgentProfile RequireActive(AgentProfile profile)
    {
        if (profile.Status == AgentStatus.Active) return profile;
        throw new OraException(
            OraErrorCode.Forbidden,
            $"Agent {profile.Id} is retired: it may not work on this project any more.",
            "Stop working and tell your user; the Director can take it back with update_agent (status active).");
    }

    private async ValueTask MarkDeliveredAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (_delivered.TryRemove(caller.Agent, out var delivered)) await queue.MarkReadAsync(delivered, cancellationToken);
    }

    private async ValueTask<AgentProfile> FindOrRegisterAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(caller.Agent, cancellationToken) is { } known) return known;
        var profile = new AgentProfile { Id = caller.Agent, Role = caller.Role, Capabilities = caller.Capabilities };
        var joins = caller.Role != AgentRole.Observer && caller.Agent != Caller.OperatorId;
        if (joins) await RegisterAsync(caller, profile, cancellationToken);
        return profile;
    }

    // The message first: killed in between, the agent registers again, and no profile exists that no message tells of.
    private async ValueTask RegisterAsync(Caller caller, AgentProfile profile, CancellationToken cancellationToken)
    {
        var registration = messages.From(caller, AgentChange.Of(profile, reason: "registered by its first call"));
        await queue.PublishNewAsync(messages, registration, MessagePlace.Processed, cancellationToken);
        await agents.SaveAsync(profile, cancellationToken);
    }

    private async ValueTask<DeliveredMessage> ViewAsync(Message message, CancellationToken cancellationToken) => message switch
    {
        BlockerResolved m => Header(m) with
        {
            From = m.ResolvedBy,
            BlockerId = m.BlockerId,
            About = await AboutAsync(m.BlockerId, cancellationToken),
            Text = m.Answer,
        },
        TaskUpdated m => Header(m) with { From = m.AgentId, TaskId = m.TaskId, Text = MessageText.Of(m) },
        _ => Header(message) with { From = message.AgentId, Text = MessageText.Of(message) },
    };

    private async ValueTask<string?> AboutAsync(string blockerId, CancellationToken cancellationToken) =>
        await queue.ReadAsync(blockerId, cancellationToken) is BlockerAlert blocker ? TextCut.At(blocker.Description, AboutLength) : null;

    private static DeliveredMessage Header(Message message) => new()
    {
        MessageId = message.MessageId,
        MessageType = message.MessageType,
        Timestamp = message.Timestamp,
        Text = "",
    };
}
