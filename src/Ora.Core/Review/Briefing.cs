using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Review;

/// <summary>
/// What the Director is shown at the start of a cycle. It is bounded whatever the project holds: the most urgent first, the rest
/// counted. Everything in it that agents wrote is data, not instruction.
/// </summary>
public sealed record Briefing
{
    /// <summary>Names this review. <c>post_summary</c> with it marks <see cref="Messages"/> as read.</summary>
    public required string ReviewId { get; init; }

    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>True when something was written, stalled or fell due since the last review that was closed; false: nothing to do.</summary>
    public required bool Changed { get; init; }

    /// <summary>How many tasks and messages are where.</summary>
    public required QueueCounts Counts { get; init; }

    /// <summary>How many agents there are, also those that <see cref="Agents"/> has no room for.</summary>
    public int AgentCount { get; init; }

    /// <summary>The agents, with what they hold and whether they seem gone.</summary>
    public required IReadOnlyList<AgentBrief> Agents { get; init; }

    /// <summary>The claimed tasks, stalled ones first.</summary>
    public required IReadOnlyList<TaskBrief> Working { get; init; }

    /// <summary>The next waiting tasks, in the order they would be offered.</summary>
    public required IReadOnlyList<TaskBrief> Waiting { get; init; }

    /// <summary>Tasks out of attempts, most recent first.</summary>
    public required IReadOnlyList<TaskBrief> Failed { get; init; }

    /// <summary>Open blockers and incidents, most severe first.</summary>
    public required IReadOnlyList<BlockerRow> Blockers { get; init; }

    /// <summary>Answers given to earlier blockers, most recent first: what is already known.</summary>
    public required IReadOnlyList<BlockerRow> Answers { get; init; }

    /// <summary>Completed tasks that an open blocker names by id: a blocker that waits for one of them need not wait any more.</summary>
    public IReadOnlyList<TaskBrief> Awaited { get; init; } = [];

    /// <summary>Files that were rejected, newest first.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }

    /// <summary>Messages not yet read, most urgent first.</summary>
    public required IReadOnlyList<MessageBrief> Messages { get; init; }

    /// <summary>Unread messages that did not fit and come with the next review.</summary>
    public required long MessagesCarriedOver { get; init; }

    /// <summary>What is not available right now, or null.</summary>
    public string? Degraded { get; init; }
}

/// <summary>An agent in a briefing.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Role">Its role.</param>
/// <param name="Status">Whether it may take work.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Holding">The tasks it holds.</param>
/// <param name="LastSeenAt">Its last message, or when it registered.</param>
/// <param name="Gone">True when it holds nothing and has been silent for longer than the project's setting.</param>
public sealed record AgentBrief(
    string AgentId, AgentRole Role, AgentStatus Status, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Holding,
    DateTimeOffset? LastSeenAt, bool Gone);

/// <summary>A task in a briefing.</summary>
public sealed record TaskBrief
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Its state.</summary>
    public required TaskState State { get; init; }

    /// <summary>Its priority now.</summary>
    public required TaskPriority Priority { get; init; }

    /// <summary>The agent it is for, or empty.</summary>
    public string AssignedTo { get; init; } = "";

    /// <summary>Who holds it or held it last.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>The claim, while it is out.</summary>
    public string? Claim { get; init; }

    /// <summary>Attempts spent, or the one that is out.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts it gets.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>When the lease ends, while it is out.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>When it last got anywhere: claim or changed progress.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>True when heartbeats come but nothing has moved for longer than the project's setting.</summary>
    public bool Stalled { get; init; }

    /// <summary>Tasks it waits for that are not completed.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>How often it was put back after it had failed or was cancelled.</summary>
    public int Retries { get; init; }

    /// <summary>For a failed task: true when the last attempt ended without a result, because nobody kept its lease.</summary>
    public bool LeaseExpired { get; init; }

    /// <summary>When it should be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The last result's summary, cut.</summary>
    public string? Summary { get; init; }
}

/// <summary>An unread message in a briefing.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="MessageType">Its type.</param>
/// <param name="AgentId">Who it is from.</param>
/// <param name="TaskId">The task it is about.</param>
/// <param name="Timestamp">When it was written.</param>
/// <param name="Urgent">True for critical blockers and tasks given up.</param>
/// <param name="Text">What it says, cut to <see cref="Limits.BriefingTextLength"/>; the whole is at <c>ora://message/&lt;messageId&gt;</c>.</param>
/// <param name="Detail">
/// What it is within its type: a result's outcome (<c>completed</c>, <c>failed</c>, <c>late</c>), a task's change, a blocker's
/// severity, all as on the wire; else null.
/// </param>
public sealed record MessageBrief(
    string MessageId, string MessageType, string AgentId, string? TaskId, DateTimeOffset? Timestamp, bool Urgent, string Text,
    string? Detail = null);
