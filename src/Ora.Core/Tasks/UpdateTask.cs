using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
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
public sealed class UpdateTask(AgentSession session, IAgentRegistry agents, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>update_task</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, the task does not exist, or its state does not allow the change.</exception>
    public async ValueTask<UpdateTaskResult> ExecuteAsync(Caller caller, UpdateTaskInput input, CancellationToken cancellationToken)
    {
        caller.Require("change tasks", AgentRole.Director);
        var change = ChangeOf(input);
        var assignee = input.AgentId is { Length: > 0 } named ? AgentId.Parse(named) : (AgentId?)null;
        var message = messages.From(caller, new TaskUpdated
        {
            TaskId = TaskId.Parse(input.TaskId).Value,
            Change = change,
            Priority = input.Priority,
            AssignedTo = input.AgentId,
            Reason = input.Reason,
        });
        await session.EnterAsync(caller, cancellationToken);
        var warning = assignee is { } agent ? await Assignee.CheckAsync(agents, agent, cancellationToken) : null;
        var task = await queue.UpdateAsync(message, cancellationToken);
        return new UpdateTaskResult
        {
            TaskId = task.Id.Value,
            State = task.State,
            Priority = task.Priority,
            AgentId = task.AssignedTo,
            Warning = warning,
        };
    }

    private static TaskChange ChangeOf(UpdateTaskInput input)
    {
        var sets = input.Priority is not null || input.AgentId is not null;
        return (sets, input.Cancel is true, input.Retry is true) switch
        {
            (true, false, false) => TaskChange.Changed,
            (false, true, false) => TaskChange.Cancelled,
            (false, false, true) => TaskChange.Retried,
            (false, false, false) => throw new OraException(
                OraErrorCode.InvalidArgument, "There is nothing to change.", "Give priority, agentId, cancel or retry.", "taskId"),
            _ => throw new OraException(
                OraErrorCode.InvalidArgument,
                "cancel and retry can be combined neither with each other nor with priority or agentId.",
                "Make one call for each.",
                input.Cancel is true ? "cancel" : "retry"),
        };
    }
}
