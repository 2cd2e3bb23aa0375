using System.Text.Json;
using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Schemas;

namespace Ora.Core.Tasks;

/// <summary>The arguments of <c>assign_task</c>. The command line sets some that the tool does not offer.</summary>
public sealed record AssignTaskInput
{
    /// <summary>One line, 1 to <see cref="Limits.TitleLength"/> characters.</summary>
    public required string Title { get; init; }

    /// <summary>What the agent needs to know, at most <see cref="Limits.DescriptionLength"/> characters.</summary>
    public string? Description { get; init; }

    /// <summary>What is to be achieved, at most <see cref="Limits.NoteLength"/> characters.</summary>
    public string? Objective { get; init; }

    /// <summary>The only agent it is offered to; null or empty: any agent that qualifies.</summary>
    public string? AgentId { get; init; }

    /// <summary>How urgent it is; null: <see cref="TaskPriority.Medium"/>.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>Tasks that must be completed first. They must exist.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>Capabilities that the agent must have.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>Globs of the files it will edit.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Free-form success criteria.</summary>
    public JsonElement? SuccessCriteria { get; init; }

    /// <summary>How many attempts it gets, 1 to <see cref="Limits.MaxAttempts"/>; null: the project's setting.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it should be done. It is shown, not enforced.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Free-form context. Not an argument of the tool.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>Free-form phases. Not an argument of the tool.</summary>
    public JsonElement? Phases { get; init; }

    /// <summary>
    /// Makes the call repeatable: a second call with the same key is answered with the first task. It comes from the request's
    /// <c>_meta</c> (<c>ora/idempotencyKey</c>), never from a model.
    /// </summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; init; }
}

/// <summary>The answer of <c>assign_task</c>.</summary>
public sealed record AssignTaskResult
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>False when the same request had created it before.</summary>
    public required bool Created { get; init; }

    /// <summary>Something the caller may not have meant (an agent that nobody has seen yet), or null.</summary>
    public string? Warning { get; init; }
}

/// <summary>Creates a task.</summary>
public sealed class AssignTask(AgentSession session, IAgentRegistry agents, ITaskQueue queue, MessageFactory messages)
{
    // The message and its "task".
    private const int LevelsAbove = 2;

    /// <summary>Answers <c>assign_task</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, a dependency does not exist, or the agent is retired.</exception>
    public async ValueTask<AssignTaskResult> ExecuteAsync(Caller caller, AssignTaskInput input, CancellationToken cancellationToken)
    {
        caller.Require("assign tasks", AgentRole.Director);
        RequireUsable(input.SuccessCriteria, "successCriteria");
        RequireUsable(input.Context, "context");
        RequireUsable(input.Phases, "phases");
        return await PutAsync(caller, input.AgentId, TaskOf(input), cancellationToken);
    }

    /// <summary>
    /// Creates a task as a file holds it. Unlike a tool's arguments a file may name the task's own id, and what this version does not
    /// know in it is kept.
    /// </summary>
    /// <exception cref="OraException">As above, or a task of this id exists.</exception>
    public ValueTask<AssignTaskResult> ExecuteAsync(Caller caller, TaskAssignment file, CancellationToken cancellationToken)
    {
        caller.Require("assign tasks", AgentRole.Director);
        return PutAsync(caller, file.AgentId, file, cancellationToken);
    }

    private async ValueTask<AssignTaskResult> PutAsync(
        Caller caller, string? agentId, TaskAssignment draft, CancellationToken cancellationToken)
    {
        foreach (var dependency in draft.Task.DependsOn ?? []) _ = TaskId.Parse(dependency, "dependsOn");
        var assignee = agentId is { Length: > 0 } named ? AgentId.Parse(named) : (AgentId?)null;
        var task = messages.To(caller, agentId ?? "", draft);
        await session.EnterAsync(caller, cancellationToken);
        var warning = assignee is { } agent ? await Assignee.CheckAsync(agents, agent, cancellationToken) : null;

        // An id that the caller chose is the caller's to change.
        var put = draft.MessageId.Length > 0
            ? await queue.PutAsync(task, cancellationToken)
            : await queue.PutNewAsync(messages, task, cancellationToken);
        return new AssignTaskResult { TaskId = put.Task.Value, Created = put.Created, Warning = warning };
    }

    private static TaskAssignment TaskOf(AssignTaskInput input) => new()
    {
        Priority = input.Priority ?? TaskPriority.Medium,
        IdempotencyKey = input.IdempotencyKey,
        Task = new TaskBody
        {
            Title = input.Title,
            Description = input.Description,
            Objective = input.Objective,
            Context = input.Context,
            Phases = input.Phases,
            SuccessCriteria = input.SuccessCriteria,
            DependsOn = input.DependsOn,
            Requires = input.Requires,
            Paths = input.Paths,
            MaxAttempts = input.MaxAttempts,
            DueAt = input.DueAt,
        },
    };

    private static void RequireUsable(JsonElement? value, string argument)
    {
        if (value is not { } element) return;
        var problem = FreeFormJson.Depth(element) > Limits.JsonDepth - LevelsAbove
            ? $"is nested more than {Limits.JsonDepth - LevelsAbove} levels deep"
            : FreeFormJson.IsUnicode(element) ? null : "holds text that is not valid Unicode";
        if (problem is null) return;
        throw new OraException(OraErrorCode.InvalidArgument, $"{argument} {problem}.", "Correct it, or give it as plain text.", argument);
    }
}
