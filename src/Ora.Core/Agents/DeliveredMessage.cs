namespace Ora.Core.Agents;

/// <summary>A message for an agent, as <c>get_task</c> and <c>post_heartbeat</c> deliver it.</summary>
public sealed record DeliveredMessage
{
    /// <summary>The message.</summary>
    public required string MessageId { get; init; }

    /// <summary>One of <see cref="Messages.MessageTypes"/>.</summary>
    public required string MessageType { get; init; }

    /// <summary>Who wrote it, if that is known.</summary>
    public string? From { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>The blocker that it answers.</summary>
    public string? BlockerId { get; init; }

    /// <summary>The beginning of that blocker's description: a session that was restarted does not remember its question.</summary>
    public string? About { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }
}
