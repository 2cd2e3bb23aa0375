using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Mcp.Resources;

/// <summary>All that is known about one task: what it says, where it stands, what came of it, and the messages about it.</summary>
internal sealed record TaskDetails
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

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

    /// <summary>Where it stands.</summary>
    public required TaskState State { get; init; }

    /// <summary>How urgent it is now.</summary>
    public required TaskPriority Priority { get; init; }

    /// <summary>The only agent it is offered to, or empty.</summary>
    public string AssignedTo { get; init; } = "";

    /// <summary>Who holds it or finished it.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>When the lease of the attempt that is out ends without another heartbeat, UTC.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Attempts spent, or the one that is out.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts it gets.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Tasks that must be completed first.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>How many of them are not.</summary>
    public int UnmetDependencies { get; init; }

    /// <summary>Capabilities it requires.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Globs it edits.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it should be done, UTC.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the result that was applied last was written, UTC.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The summary of that result.</summary>
    public string? Summary { get; init; }

    /// <summary>What that result produced.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>The last heartbeat about it, UTC.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>The progress that was reported last.</summary>
    public Progress? Progress { get; init; }

    /// <summary>The messages about it, newest last; the whole of each is at <c>ora://message/&lt;messageId&gt;</c>.</summary>
    public IReadOnlyList<MessageReference> Messages { get; init; } = [];

    /// <summary>Joins what the queue says with what the projection adds, if there is one.</summary>
    public static TaskDetails Of(TaskEntry entry, TaskAssignment message, TaskRow? row, IEnumerable<MessageReference> messages) => new()
    {
        TaskId = entry.Id.Value,
        Title = message.Task.Title,
        Description = message.Task.Description,
        Objective = message.Task.Objective,
        Context = message.Task.Context,
        Phases = message.Task.Phases,
        SuccessCriteria = message.Task.SuccessCriteria,
        State = entry.State,
        Priority = entry.Priority,
        AssignedTo = entry.AssignedTo,
        ClaimedBy = entry.ClaimedBy,
        Attempt = entry.Attempt,
        MaxAttempts = entry.MaxAttempts,
        DependsOn = entry.DependsOn,
        UnmetDependencies = entry.UnmetDependencies,
        Requires = entry.Requires,
        Paths = entry.Paths,
        CreatedAt = message.Timestamp,
        DueAt = message.Task.DueAt,
        FinishedAt = row?.FinishedAt,
        Summary = row?.Summary,
        Artifacts = row?.Artifacts ?? [],
        LastHeartbeatAt = row?.LastHeartbeatAt,
        Progress = row?.Progress,
        Messages = [.. messages],
    };
}

/// <summary>A message by its head.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="MessageType">Its type.</param>
/// <param name="AgentId">Who it is from, or for.</param>
/// <param name="Timestamp">When it was written, UTC.</param>
internal sealed record MessageReference(string MessageId, string MessageType, string AgentId, DateTimeOffset? Timestamp)
{
    /// <summary>The head of a row.</summary>
    public static MessageReference Of(MessageRow row) => new(row.MessageId, row.MessageType, row.AgentId, row.Timestamp);
}
