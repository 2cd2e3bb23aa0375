using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Tasks;

/// <summary>The arguments of <c>update_task</c>: priority and assignee (together or alone), or cancel, or retry.</summary>
public sealed record UpdateTaskInput
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The new priority.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>The only agent it is offered to from now on; empty: any agent that qualifies; null: no change.</summary>
    public string? AgentId { get; init; }

    /// <summary>True: the task will not be done.</summary>
    public bool? Cancel { get; init; }

    /// <summary>True: a task that failed or was cancelled waits again.</summary>
    public bool? Retry { get; init; }

    /// <summary>Why, at most <see cref="Limits.NoteLength"/> characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>The answer of <c>update_task</c>: the task as it is then.</summary>
public sealed record UpdateTaskResult
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Its state.</summary>
    public required TaskState State { get; init; }

    /// <summary>Its priority.</summary>
    public required TaskPriority Priority { get; init; }

    /// <summary>The only agent it is offered to, or empty.</summary>
    public required string AgentId { get; init; }

    /// <summary>Something the caller may not have meant, or null.</summary>
    public string? Warning { get; init; }
}

/// <summary>Changes, cancels or retries a task.</summary>
public sealed class UpdateTask
{
    /// <summary>Answers <c>update_task</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, the task does not exist, or its state does not allow the change.</exception>
    public ValueTask<UpdateTaskResult> ExecuteAsync(Caller caller, UpdateTaskInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
