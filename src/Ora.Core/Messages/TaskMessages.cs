using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>How urgent a task is. Tasks are offered highest first, oldest first among equals.</summary>
[JsonConverter(typeof(WireEnumConverter<TaskPriority>))]
public enum TaskPriority
{
    /// <summary>When nothing else waits.</summary>
    Low,

    /// <summary>The default.</summary>
    Medium,

    /// <summary>Before the ordinary ones.</summary>
    High,

    /// <summary>Before everything else; the Director is woken.</summary>
    Critical,
}

/// <summary>NEW_TASK_ASSIGNMENT: a task. Its file's place is its state.</summary>
public sealed record TaskAssignment : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.NewTaskAssignment;

    /// <summary>How urgent it was when it was written; TASK_UPDATED may have changed it since.</summary>
    public TaskPriority Priority { get; set; } = TaskPriority.Medium;

    /// <summary>A key that makes creating it repeatable: a second task with the same key is answered with the first.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What is to be done.</summary>
    public required TaskBody Task { get; init; }
}

/// <summary>What is to be done, and under which conditions it may be offered.</summary>
public sealed record TaskBody
{
    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>What the agent needs to know.</summary>
    public string? Description { get; init; }

    /// <summary>What is to be achieved.</summary>
    public string? Objective { get; init; }

    /// <summary>Free-form context.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>Free-form phases.</summary>
    public JsonElement? Phases { get; init; }

    /// <summary>Free-form success criteria.</summary>
    public JsonElement? SuccessCriteria { get; init; }

    /// <summary>Tasks that must be completed before this one is offered.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>Capabilities that the agent must have.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>Globs of the files it will edit. Two tasks with overlapping globs are never out at the same time.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>How many attempts it gets; null means the project's setting.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it should be done. It is shown, not enforced.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Fields that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>How an attempt ended, in the words of the agent.</summary>
[JsonConverter(typeof(WireEnumConverter<TaskOutcome>))]
public enum TaskOutcome
{
    /// <summary>The task is done.</summary>
    Completed,

    /// <summary>The attempt failed; the task is offered again while it has attempts left.</summary>
    Failed,
}

/// <summary>TASK_COMPLETE: the result of one attempt.</summary>
public sealed record TaskComplete : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.TaskComplete;

    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The attempt that this is the result of.</summary>
    public required int Attempt { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>What was done, or why not.</summary>
    public required string Summary { get; init; }

    /// <summary>Files, links, ids that were produced.</summary>
    public IReadOnlyList<string>? Artifacts { get; init; }

    /// <summary>True when the claim was no longer the agent's: the result is kept but was not applied to the task.</summary>
    public bool Late { get; init; }

    /// <summary>When the attempt was claimed, if it is known.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }
}

/// <summary>What a TASK_UPDATED did.</summary>
[JsonConverter(typeof(WireEnumConverter<TaskChange>))]
public enum TaskChange
{
    /// <summary>Priority, assignee or attempts were set.</summary>
    Changed,

    /// <summary>The task will not be done.</summary>
    Cancelled,

    /// <summary>A task that had failed or was cancelled waits again, with attempts added.</summary>
    Retried,

    /// <summary>The claim expired without a heartbeat; the attempt is spent and the task waits again.</summary>
    LeaseExpired,

    /// <summary>The last attempt is spent; the task is in failed/.</summary>
    GivenUp,
}

/// <summary>TASK_UPDATED: a later change to a task. The latest message by id wins, field by field.</summary>
public sealed record TaskUpdated : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.TaskUpdated;

    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>What happened.</summary>
    public required TaskChange Change { get; init; }

    /// <summary>The new priority, if it changed.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>The new assignee, if it changed; empty: any agent that qualifies.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The new limit of attempts, if it changed.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The attempt that was taken back, given up or cancelled, if one was out.</summary>
    public int? Attempt { get; init; }

    /// <summary>The agent that held that attempt, if it is known: <see cref="Message.AgentId"/> is who changed the task.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
