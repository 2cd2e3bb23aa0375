using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Queue;

/// <summary>Where a task stands. In the file queue it is the folder that its file is in.</summary>
public enum TaskState
{
    /// <summary>In <c>inbox/</c>: offered as soon as its conditions hold.</summary>
    Waiting,

    /// <summary>In <c>working/</c>: claimed.</summary>
    Working,

    /// <summary>In <c>processed/</c>: done. An end state.</summary>
    Completed,

    /// <summary>In <c>failed/</c>: out of attempts. It can be retried.</summary>
    Failed,

    /// <summary>In <c>failed/</c>: cancelled. It can be retried.</summary>
    Cancelled,
}

/// <summary>What the queue knows about one task: its place, and what decides when it is offered to whom.</summary>
public sealed record TaskEntry
{
    /// <summary>The task.</summary>
    public required TaskId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskState State { get; init; }

    /// <summary>Waiting: the attempts spent. Working: the number of the attempt that is out. Else: the last attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>The attempts it gets.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Its priority now.</summary>
    public TaskPriority Priority { get; init; } = TaskPriority.Medium;

    /// <summary>The only agent it is offered to, or empty.</summary>
    public string AssignedTo { get; init; } = "";

    /// <summary>Who holds it, while it is <see cref="TaskState.Working"/>; who finished it, after.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>When the attempt that is out was claimed. A hint: it is lost with the index, and the message of the result carries it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The last sign of life plus the lease time. A hint: the file's mtime decides.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Tasks that must be completed first.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>How many of <see cref="DependsOn"/> are not completed yet. Kept by the index.</summary>
    public int UnmetDependencies { get; init; }

    /// <summary>Capabilities that the agent must have.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Globs of the files it will edit.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The key that makes its creation repeatable, if it has one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The TASK_UPDATED that set <see cref="Priority"/> last; an earlier id changes nothing any more.</summary>
    public string? PrioritySetBy { get; init; }

    /// <summary>The TASK_UPDATED that set <see cref="AssignedTo"/> last.</summary>
    public string? AssignedToSetBy { get; init; }

    /// <summary>The TASK_UPDATED that set <see cref="MaxAttempts"/> last.</summary>
    public string? MaxAttemptsSetBy { get; init; }

    /// <summary>The claim of the attempt that is out.</summary>
    public Claim Claim => new(Id, Attempt);
}

/// <summary>Which folder a message is in.</summary>
public enum MessagePlace
{
    /// <summary>Addressed to an agent and not yet acknowledged.</summary>
    Inbox,

    /// <summary>Not yet read by the Director.</summary>
    Outbox,

    /// <summary>Done and read.</summary>
    Processed,
}

/// <summary>What the queue knows about one message.</summary>
public sealed record MessageEntry
{
    /// <summary>The message.</summary>
    public required MessageId Id { get; init; }

    /// <summary>One of <see cref="MessageTypes"/>.</summary>
    public required string MessageType { get; init; }

    /// <summary>Where it is.</summary>
    public required MessagePlace Place { get; init; }

    /// <summary>For a message in the inbox, whom it is for.</summary>
    public string? To { get; init; }

    /// <summary>For a result, its task.</summary>
    public string? TaskId { get; init; }

    /// <summary>For a result, the attempt; null when the result is late and was not applied.</summary>
    public int? AppliedAttempt { get; init; }
}

/// <summary>How many tasks and messages are where.</summary>
/// <param name="Waiting">Tasks waiting, those that wait for others included.</param>
/// <param name="Blocked">Of the waiting, those with unmet dependencies.</param>
/// <param name="Working">Tasks claimed.</param>
/// <param name="Completed">Tasks done.</param>
/// <param name="Failed">Tasks out of attempts.</param>
/// <param name="Cancelled">Tasks cancelled.</param>
/// <param name="Inbox">Messages that wait for an agent.</param>
/// <param name="Outbox">Messages that wait for the Director.</param>
/// <param name="Rejected">Files in failed/ that are no task that was given up or cancelled.</param>
public sealed record QueueCounts(
    long Waiting, long Blocked, long Working, long Completed, long Failed, long Cancelled, long Inbox, long Outbox, long Rejected);

/// <summary>Why nothing was offered to an agent, as counts of the waiting tasks. A task counts once, under the first reason that applies.</summary>
/// <param name="Waiting">All that wait.</param>
/// <param name="AssignedToOthers">Those for other agents.</param>
/// <param name="Blocked">Of the rest, those with unmet dependencies.</param>
/// <param name="MissingCapability">Of the rest, those that require what the agent lacks.</param>
public sealed record WaitingSummary(long Waiting, long AssignedToOthers, long Blocked, long MissingCapability);
